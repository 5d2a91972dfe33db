// One question at a time. What changes while the calculators work is asked once, with the form as it then stands: a queue of
// old questions would only delay the answer that is wanted.

/**
 * @typedef {{ token: string, inputs: Record<string, string>, today: string }} Question
 *
 * `next` waits until the question under way is answered; `thrownAway`: its answer is wanted no more, even if the same is
 * asked again.
 * @typedef {{ is: "at rest" } | { is: "asking", question: Question, next: Question | null, thrownAway: boolean }} State
 */

/** @template Reply */
export class Questions {
  /** @type {State} */ #state = { is: "at rest" };
  #carry;
  #take;

  /**
   * @param {(question: Question) => Promise<Reply>} carry  asks, and rejects if there is no answer
   * @param {(question: Question, outcome: { reply: Reply } | { error: unknown }) => void} take  gets what came of a question,
   *   unless it was thrown away
   */
  constructor(carry, take) {
    this.#carry = carry;
    this.#take = take;
  }

  /** Asks now, or as soon as the question under way is answered. @param {Question} question */
  put(question) {
    const state = this.#state;
    if (state.is === "at rest") void this.#ask(question);
    else state.next = !state.thrownAway && state.question.token === question.token ? null : question;
  }

  /** The form has changed: a question that waits is dropped unless it is this one. @param {string} token */
  keepOnly(token) {
    if (this.#state.is === "asking" && this.#state.next?.token !== token) this.#state.next = null;
  }

  /** Nothing that was asked so far is wanted any more. */
  throwAway() {
    if (this.#state.is !== "asking") return;
    this.#state.next = null;
    this.#state.thrownAway = true;
  }

  /** @param {Question} question */
  async #ask(question) {
    /** @type {State & { is: "asking" }} */
    const state = { is: "asking", question, next: null, thrownAway: false };
    this.#state = state;
    /** @type {{ reply: Reply } | { error: unknown }} */
    const outcome = await this.#carry(question).then((reply) => ({ reply }), (error) => ({ error }));
    try {
      if (!state.thrownAway) this.#take(question, outcome);
    } finally {
      this.#state = { is: "at rest" };
      if (state.next) this.put(state.next);
    }
  }
}
