// Saving marks: each as an operation with an id of its own, sent until the server has answered it. Nothing is thrown
// away: what could not be sent waits and is sent again under the same id, so that it is applied once and never twice.
// The page gives `cells` ({participation, session, version, server, wanted}) and is told what became of them.

const LIMIT = 200; // operations of one request, as the server takes them
const PATIENCE = 25000; // ms: longer than the server itself waits for a busy database
const PAUSES = [1, 2, 4, 8, 15, 30]; // s between two tries
const NEWS = 8000; // ms between two looks at what others marked
const AWAKE = 10 * 60000; // ms without a touch after which we stop looking: the sign-in may then end by itself

export const same = (one, other) => one.status === other.status && (one.status === null || one.mode === other.mode);

const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export class Saving {
  // `told` has: saved(cell), conflict(cell), refused(cells, sentence), news(mark), state(name, facts).
  constructor({ operations, marks, token, account, now }, told) {
    Object.assign(this, { operations, marks, token, account, since: now, told });
    this.queue = new Set();
    this.stopped = null; // "signedOut", "somebodyElse": nothing is sent until that is over
    this.tries = 0;
    this.touched = Date.now();
    for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => this.touch(), { passive: true });
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.look());
    setInterval(() => this.look(), NEWS);
  }

  // Cells whose mark somebody has just changed; `reason` is what the audit says of it.
  add(cells, reason) {
    for (const cell of cells) {
      cell.reason = reason;
      this.queue.add(cell);
    }
    this.send();
  }

  get waiting() {
    return this.queue.size;
  }

  hurry() {
    clearTimeout(this.timer);
    this.timer = null;
    this.send();
  }

  batch() {
    const batch = [];
    for (const cell of this.queue) {
      if (!cell.operation) {
        if (same(cell.wanted, cell.server)) { // changed and changed back before it was sent
          this.queue.delete(cell);
          this.told.saved(cell);
          continue;
        }
        cell.operation = {
          id: newId(), participation: cell.participation, session: cell.session,
          status: cell.wanted.status, mode: cell.wanted.mode, version: cell.version, at: new Date().toISOString(),
        };
        cell.operationReason = cell.reason;
      }
      if (batch.length && cell.operationReason !== batch[0].operationReason) continue;
      batch.push(cell);
      if (batch.length === LIMIT) break;
    }
    return batch;
  }

  async send() {
    if (this.sending || this.timer || this.stopped) return;
    const batch = this.batch();
    if (!batch.length) return;
    this.sending = true;
    this.told.state("saving", { n: this.waiting });
    try {
      const body = { reason: batch[0].operationReason, operations: batch.map((cell) => cell.operation) };
      await this.understand(batch, await this.ask(this.operations, body));
    } catch {
      this.later("away");
    }
    this.sending = false;
    if (this.queue.size) this.send();
  }

  ask(url, body) {
    const headers = { Accept: "application/json" };
    if (body) Object.assign(headers, { "Content-Type": "application/json", "X-CSRFToken": this.token });
    return fetch(url, {
      method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body), cache: "no-store",
      signal: AbortSignal.timeout?.(PATIENCE),
    });
  }

  async understand(batch, response) {
    if (response.ok) {
      const { answers } = await response.json();
      this.tries = 0;
      answers.forEach((answer, place) => this.answered(batch[place], answer));
      if (!this.queue.size) this.told.state("saved", {});
      return;
    }
    if (response.status === 401) return this.stop("signedOut");
    if (response.status === 400 && (await this.renew())) return this.tries++ ? this.later("away") : undefined;
    if (this.stopped) return;
    if (response.status >= 500 || response.status === 429) return this.later(response.status === 503 ? "busy" : "away");
    const said = await response.json().catch(() => ({}));
    for (const cell of batch) this.drop(cell);
    this.told.refused(batch, said.error || "");
  }

  answered(cell, answer) {
    const outcome = answer.outcome === "duplicate" ? answer.was : answer.outcome;
    this.drop(cell);
    if (answer.version >= cell.version && "status" in answer) this.learn(cell, answer);
    if (outcome === "conflict") return this.told.conflict(cell);
    if (outcome === "refused") return this.told.refused([cell], answer.sentence);
    if (same(cell.wanted, cell.server)) return this.told.saved(cell);
    this.queue.add(cell); // marked again while the first mark was on its way
  }

  drop(cell) {
    cell.operation = null;
    this.queue.delete(cell);
  }

  learn(cell, mark) {
    Object.assign(cell, { version: mark.version, by: mark.by, at: mark.at });
    cell.server = { status: mark.status, mode: mark.mode };
  }

  later(why) {
    const seconds = PAUSES[Math.min(this.tries++, PAUSES.length - 1)];
    this.told.state("waiting", { n: this.waiting, seconds, why });
    this.timer = setTimeout(() => this.hurry(), seconds * 1000);
  }

  stop(why) {
    this.stopped = why;
    this.told.state(why, { n: this.waiting });
  }

  // A fresh token, after signing in again in another tab; false where that is not done, or where it was somebody else.
  async renew() {
    const response = await this.ask(`${this.marks}?since=${encodeURIComponent(this.since)}`);
    if (response.status === 401) return this.stop("signedOut"), false;
    if (!response.ok) return false;
    const { account, token, now, marks } = await response.json();
    if (String(account) !== String(this.account)) return this.stop("somebodyElse"), false;
    Object.assign(this, { token, since: now });
    const stopped = this.stopped;
    this.stopped = null;
    marks.forEach((mark) => this.told.news(mark));
    if (stopped) this.hurry();
    return true;
  }

  touch() {
    const slept = Date.now() - this.touched > AWAKE;
    this.touched = Date.now();
    if (slept) this.look();
  }

  // What others marked: only while somebody is looking, so that a page left open keeps nobody signed in.
  async look() {
    if (document.hidden || this.looking || Date.now() - this.touched > AWAKE) return;
    this.looking = true;
    await this.renew().catch(() => {});
    this.looking = false;
  }
}
