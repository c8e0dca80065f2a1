/** Notices that somebody has not put away yet, in the order in which they came: there is place for one of them, the latest. */
export class NoticeOrder {
  #open = $state.raw<readonly symbol[]>([]);

  /** The latest of them; undefined: there is none. */
  get shown(): symbol | undefined {
    return this.#open.at(-1);
  }

  /** A notice has come, or says something else now. */
  come(notice: symbol): void {
    this.#open = [...this.#open.filter((each) => each !== notice), notice];
  }

  /** It has been put away. */
  go(notice: symbol): void {
    this.#open = this.#open.filter((each) => each !== notice);
  }
}
