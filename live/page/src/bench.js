// Runs replications: few while the reader moves something, all of them at rest. Pieces are texts
// that only the engine reads.

import { Stopped } from "./workers.js";

/** Time that an answer may take while something moves, in milliseconds. */
const QUICK = 90;
/** Time of one piece at rest: so long a change waits for the desk. */
const PIECE = 120;
/** Shortest time between two answers on the way to rest, in milliseconds. */
const BETWEEN = 300;
/** Replications below which no verdict is given. */
export const VERDICT = 40;

/** No baseline: answers have no differences. */
const NONE = { open: null, pieces: [] };

/** The replications of one version of the scenario. */
class Run {
  constructor(open) {
    this.open = open;
    this.found = new Map();
    this.asked = 0;
  }

  /** This run as a baseline; the same object while no piece is added. */
  fixed() {
    const { texts, done } = this.pieces();
    if (!done) return null;
    if (this.frozen?.done !== done) this.frozen = { open: this.open, pieces: texts, done };
    return this.frozen;
  }

  /** Pieces without a gap from replication 0, and the replications they hold. */
  pieces() {
    const texts = [];
    let done = 0;
    while (this.found.has(done)) {
      const { piece, count } = this.found.get(done);
      texts.push(piece);
      done += count;
    }
    return { texts, done };
  }
}

export class Bench {
  constructor(office) {
    this.office = office;
    this.turn = 0;
    this.clear();
  }

  /** Forgets all runs, and how long a replication takes. */
  clear() {
    this.rest();
    this.runs = new Map();
    this.each = null;
  }

  /** The run of a version; only the last few are kept, and the baseline always. */
  run(open, keep) {
    let run = this.runs.get(open);
    if (!run) {
      run = new Run(open);
      this.runs.set(open, run);
      for (const old of this.runs.keys()) {
        if (this.runs.size <= 3) break;
        if (old !== open && old !== keep) this.runs.delete(old);
      }
    }
    return run;
  }

  /** As many replications as fit while something moves. */
  few(all) {
    return Math.max(1, Math.min(all, Math.floor(QUICK / this.each)));
  }

  learn(took, count) {
    const each = Math.max(0.05, took / count);
    this.each = this.each === null ? each : this.each * 0.5 + each * 0.5;
  }

  keep(run, first, count, piece) {
    run.found.set(first, { piece, count });
    run.asked = Math.max(run.asked, first + count);
  }

  /** The answer of what is there, with differences from the baseline as far as that is there. */
  async answer(run, base) {
    const { desk } = this.office;
    const request = { call: "answer", pieces: run.pieces().texts };
    const from = base && base !== run ? base.fixed() : NONE;
    const { answers } = await desk.ask([request], { open: run.open, base: from ?? NONE });
    return answers[0];
  }

  /** Runs the few replications of a version and answers; later calls make earlier ones void. */
  async quick(open, first, all) {
    const run = this.run(open, first);
    const base = this.runs.get(first);
    let { done } = run.pieces();
    // the first replication tells how many fit
    for (const aim of this.each === null ? [1, all] : [all]) {
      const count = Math.min(aim, aim === 1 ? 1 : this.few(all)) - done;
      if (count <= 0) continue;
      const { answers, took } = await this.office.desk.ask(
        [{ call: "simulate", first: done, count, detail: true }],
        { open },
      );
      this.learn(took, count);
      this.keep(run, done, count, answers[0].piece);
      done += count;
    }
    return { ...(await this.answer(run, base)), all };
  }

  /** Gives up what runs at rest; it stops after its piece. */
  rest() {
    this.turn += 1;
  }

  /** Runs a version to `all` replications in pieces on all workers; false if it was given up. */
  async fill(run, all, told) {
    const { turn } = this;
    const jobs = [];
    let at = run.asked;
    const size = Math.max(
      1,
      Math.min(Math.floor(PIECE / (this.each ?? PIECE)), Math.ceil(all / this.office.most)),
    );
    while (at < all) {
      const count = Math.min(size, all - at);
      jobs.push({ first: at, count });
      at += count;
    }
    const void_ = () => turn !== this.turn;
    try {
      await this.office.share(
        this.office.free(),
        jobs.length,
        async (seat, index) => {
          const job = jobs[index];
          const { answers, took } = await seat.ask([{ call: "simulate", ...job, detail: true }], {
            open: run.open,
          });
          this.learn(took, job.count);
          return answers[0].piece;
        },
        (index, piece) => {
          // a gap that stays when the work is given up is filled by the next call
          run.found.set(jobs[index].first, { piece, count: jobs[index].count });
          run.asked = run.pieces().done;
          if (!void_()) told(run.asked);
        },
        void_,
      );
    } catch (error) {
      if (!(error instanceof Stopped) || error.broken) throw error;
      return false;
    }
    run.asked = run.pieces().done;
    return !void_();
  }

  /** Runs a version and its baseline to the end, and answers in between and at the end. */
  async full(open, first, effort, told) {
    const base = this.run(first, first),
      run = this.run(open, first);
    const { turn } = this;
    const most = effort.replications;
    // a run that ends by itself is asked after each lot whether it has enough
    let all = effort.stopping === "number" ? most : Math.min(most, VERDICT);
    let next = performance.now() + BETWEEN;
    const between = done => {
      if (done >= all || performance.now() < next) return;
      const began = performance.now();
      next = Infinity;
      this.answer(run, base)
        .then(it => {
          if (turn === this.turn) told({ ...it, all: most });
          // answers take at most a fifth of the time
          next = performance.now() + Math.max(BETWEEN, 4 * (performance.now() - began));
        })
        .catch(() => {});
    };
    for (;;) {
      if (!(await this.fill(run, all, between))) return null;
      if (base !== run && !(await this.fill(base, all, () => {}))) return null;
      const answer = await this.answer(run, base);
      if (turn !== this.turn) return null;
      const more = answer.missing?.[1] ?? 0;
      if (more <= all) return { ...answer, all: answer.replications, rest: true };
      all = Math.min(most, more);
    }
  }
}
