// A day of replication 1 as data: what stands where at an instant. No drawing here.

/** Seconds of a day. */
export const DAY = 86400;
/** Batches of a day above which they are not shown one by one. */
export const DOTS = 2000;

const PLACE = 0,
  BATCH = 1,
  CAME = 2,
  BEGAN = 3,
  LEFT = 4,
  NEXT = 5;

/** Index of the last entry of an ascending list that is at most `at`; -1 if there is none. */
function last(list, at) {
  let low = 0,
    high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export class Day {
  constructor(told) {
    this.told = told;
    this.places = told.places;
    this.levels = new Map(told.levels.map(it => [it.place, it]));
    this.visits = [...(told.visits ?? [])].sort((one, other) => one[CAME] - other[CAME]);
    // moves from one place to the next, by the time of leaving
    this.moves = this.visits
      .filter(it => it[LEFT] !== null && it[NEXT] !== null)
      .sort((one, other) => one[LEFT] - other[LEFT]);
    this.left = this.moves.map(it => it[LEFT]);
  }

  /** Batches waiting, lanes at work and open lanes of a place; null where it has none. */
  level(place, at) {
    const it = this.levels.get(place);
    if (!it) return null;
    const index = Math.max(0, last(it.at, at));
    const [queue, busy, open] = [it.queue[index], it.busy[index], it.open[index]];
    return { queue, busy, open, blocked: it.blocked?.[index] ?? 0 };
  }

  /** Batches inside at an instant. */
  inside(at) {
    const { inside } = this.told;
    if (inside) return inside.count[Math.max(0, last(inside.at, at))];
    return [...this.levels.keys()].reduce((sum, place) => {
      const { queue, busy, blocked } = this.level(place, at);
      return sum + queue + busy + blocked;
    }, 0);
  }

  /** Are there too many batches, on the day or at an instant, to be drawn one by one? */
  many(at) {
    return !this.told.visits || this.inside(at) > DOTS;
  }

  /** Batches that moved in the last `span` seconds, and how far they are, 0 to 1. */
  moving(at, span) {
    const found = [];
    for (let index = last(this.left, at); index >= 0; index -= 1) {
      const it = this.moves[index],
        age = at - it[LEFT];
      if (age >= span) break;
      found.push({ from: it[PLACE], to: it[NEXT], batch: it[BATCH], share: age / span });
    }
    return found;
  }

  /** The state as rows of a table. */
  rows(at) {
    return [...this.levels.keys()].map(place => ({
      label: this.places[place].label,
      ...this.level(place, at),
    }));
  }

  /** The next instant after `at` at which anything changes; the end of the day if there is none. */
  next(at, direction) {
    let best = direction > 0 ? DAY : 0;
    for (const it of this.levels.values()) {
      const index = direction > 0 ? last(it.at, at) + 1 : last(it.at, at - 1e-6);
      const found = it.at[index];
      if (found === undefined) continue;
      if (direction > 0 ? found < best : found > best) best = found;
    }
    return best;
  }
}

/** The clock at an instant of the day. */
export function clock(at) {
  const minutes = Math.floor(at / 60),
    two = number => String(number).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
