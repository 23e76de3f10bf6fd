// The workers: one compiled module, each with its own instance. A worker that stopped by a trap or
// by its memory is replaced, and what it had opened is opened again.
import text from "worker:./worker.js";

/** Thrown for a request that was given up: cancelled, or its worker stopped. */
export class Stopped extends Error {
  constructor(reason, broken) {
    super(reason);
    this.broken = broken;
  }
}

const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));

/** Compiles the engine in a worker of its own, once. */
export function compile(packed) {
  const worker = new Worker(address);
  return new Promise((settle, refuse) => {
    worker.onmessage = ({ data: { compiled, broken } }) => {
      worker.terminate();
      if (compiled) settle(compiled);
      else refuse(new Error(broken));
    };
    worker.onerror = event => refuse(new Error(event.message));
    worker.postMessage({ packed });
  });
}

/** A request to open a version, whose answer leaves out what only controls and pictures need. */
const briefly = open => ({ ...open, brief: true });

/** One worker that is started again when it breaks. */
class Seat {
  constructor(office) {
    this.office = office;
    this.waiting = new Map();
    this.start();
  }

  start() {
    const worker = new Worker(address);
    this.worker = worker;
    worker.onmessage = ({ data }) => this.heard(data);
    worker.onerror = event => {
      event.preventDefault();
      this.broken(event.message);
    };
    worker.postMessage({ id: 0, module: this.office.module });
    this.opened = {};
  }

  /** Ends what runs; requests under way are given up. */
  stop(reason = "stopped", broken = false) {
    this.worker.terminate();
    const open = [...this.waiting.values()];
    this.waiting.clear();
    this.start();
    for (const request of open) request.refuse(new Stopped(reason, broken));
  }

  /** Gives back the memory of what it has opened and made. */
  renew() {
    if (!this.busy) this.stop();
  }

  broken(reason) {
    const memory = /memory|allocat/i.test(reason);
    this.office.tell(
      memory
        ? "The engine reached its limit of 512 MB of memory and was started again. Take a " +
            "shorter window, fewer replications or fewer arrivals; the command has no such limit."
        : `The engine stopped (${reason}) and was started again. Nothing of the scenario is lost.`,
    );
    this.stop(reason, true);
  }

  heard({ id, answers, took, broken, progress }) {
    if (progress) {
      this.watcher?.(progress);
      return;
    }
    const request = this.waiting.get(id);
    if (!request) {
      if (broken) this.broken(broken);
      return;
    }
    if (broken) {
      this.broken(broken);
      return;
    }
    this.waiting.delete(id);
    request.settle({ answers, took });
  }

  /** Sends requests that are answered together, after opening what this instance has not opened:
   * the baseline, which is `{ open, pieces }`, and the scenario at hand. */
  async ask(requests, { open = null, base = null, watch = null } = {}) {
    const before = [];
    if (base && this.opened.base !== base) {
      if (base.open) before.push(briefly(base.open));
      before.push({ call: "baseline", pieces: base.pieces });
      this.opened = { base, now: base.open ?? this.opened.now };
    }
    if (open && this.opened.now !== open) {
      before.push(briefly(open));
      this.opened.now = open;
    }
    const { answers, took } = await this.send([...before, ...requests], watch);
    const refused = answers.find(answer => answer.refused !== undefined);
    if (refused) {
      this.opened = {};
      const error = new Error(refused.refused);
      error.problems = refused.problems ?? [];
      throw error;
    }
    return { answers: answers.slice(before.length).map(answer => answer.ok), took };
  }

  send(requests, watch) {
    const id = (this.office.next += 1);
    this.watcher = watch;
    return new Promise((settle, refuse) => {
      this.waiting.set(id, { settle, refuse });
      this.worker.postMessage({ id, requests });
    });
  }

  /** What the engine says of a version of the scenario; it is read once. `brief` leaves out what
   * only controls and pictures need. */
  async read(open, brief = false) {
    const known = this.office.known.get(open);
    if (this.opened.now === open && known && (brief || known.controls || !known.sound))
      return known;
    this.opened.now = open;
    const { answers } = await this.ask([brief ? briefly(open) : open]);
    const [found] = answers;
    if (!found.sound && this.opened.now === open) this.opened.now = null;
    if (!known?.controls) this.office.known.set(open, found);
    return known?.controls ? known : found;
  }

  get busy() {
    return this.waiting.size > 0;
  }
}

/** All workers: the desk answers what the reader waits for, the clerk makes reports, and the hands
 * do long work. */
export class Office {
  constructor(module, tell) {
    this.module = module;
    this.tell = tell;
    this.next = 0;
    this.known = new WeakMap();
    this.most = Math.min(16, Math.max(1, (navigator.hardwareConcurrency || 2) - 1));
    this.desk = new Seat(this);
    this.hands = [];
    this.engaged = false;
  }

  get clerk() {
    return (this.report_seat ??= new Seat(this));
  }

  /** The hands; they are started when they are first needed. */
  staff() {
    while (this.hands.length < this.most) this.hands.push(new Seat(this));
    return this.hands;
  }

  /** The seats for replications at rest: the desk, and the hands that do nothing else. */
  free() {
    return [this.desk, ...(this.engaged ? [] : this.staff().slice(0, this.most - 1))];
  }

  /** Does jobs 0 to `count` on these seats; each result goes to `done`. */
  async share(seats, count, job, done, given_up) {
    let at = 0;
    const work = async seat => {
      while (at < count && !given_up()) {
        const mine = at;
        at += 1;
        done(mine, await job(seat, mine));
      }
    };
    await Promise.all(seats.map(work));
  }
}
