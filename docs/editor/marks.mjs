/**
 * The marks of a page in the editor: coloured, their names kept whole, and told to whoever asks.
 */
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, MatchDecorator, ViewPlugin } from "@codemirror/view";

/** As in `calculators/facts/marks.py`, for whatever guideline. */
const MARK = /\[([^[\]\n]*)\]\{#([a-z]+-[a-z0-9-]+)(?:\.([a-z][a-z0-9-]*))?\}/g;
const HEADING = /^(#{1,6} .*|\/\/\/.*|!!! .*|---)$/g;

/**
 * @typedef {{ from: number, to: number, text: string, full: string, textFrom: number, textTo: number }} Mark
 * `full` is `nel-rate-1` or `nel-rate-1.duration`.
 */

/** @param {string} text @returns {Mark[]} */
export function marksOf(text) {
  return [...text.matchAll(MARK)].map((match) => {
    const words = match[1] ?? "";
    const full = `${match[2]}${match[3] ? `.${match[3]}` : ""}`;
    const from = match.index;
    return { from, to: from + match[0].length, text: words, full, textFrom: from + 1, textTo: from + 1 + words.length };
  });
}

/** The mark at a place of the text, or else the first one on its line. @param {EditorState} state @param {number} [place] */
export function markAt(state, place = state.selection.main.head) {
  const line = state.doc.lineAt(place);
  const marks = marksOf(line.text).map((mark) => ({
    ...mark,
    from: mark.from + line.from,
    to: mark.to + line.from,
    textFrom: mark.textFrom + line.from,
    textTo: mark.textTo + line.from,
  }));
  return marks.find((mark) => mark.from <= place && place <= mark.to) ?? marks[0] ?? null;
}

const bracket = Decoration.mark({ class: "cm-mark-name" });
const figure = Decoration.mark({ class: "cm-mark-text" });
const heading = Decoration.mark({ class: "cm-heading" });

const colour = new MatchDecorator({
  regexp: MARK,
  decorate: (add, from, to, match) => {
    const textTo = from + 1 + (match[1] ?? "").length;
    add(from, from + 1, bracket);
    if (textTo > from + 1) add(from + 1, textTo, figure);
    add(textTo, to, bracket);
  },
});
const heads = new MatchDecorator({ regexp: HEADING, decoration: heading });

/** @param {MatchDecorator} decorator */
const painter = (decorator) =>
  ViewPlugin.fromClass(
    class {
      /** @param {EditorView} view */
      constructor(view) {
        this.decorations = decorator.createDeco(view);
      }
      /** @param {import("@codemirror/view").ViewUpdate} update */
      update(update) {
        this.decorations = decorator.updateDeco(update, this.decorations);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );

/**
 * A name of a mark goes whole or not at all: what is typed or deleted may change the words in its brackets, or take the whole mark away,
 * but no part of its brackets and name.
 * @param {(full: string) => void} refused hears which mark was protected
 */
export const protection = (refused) =>
  EditorState.transactionFilter.of((transaction) => {
    if (!transaction.docChanged || !(transaction.isUserEvent("input") || transaction.isUserEvent("delete") || transaction.isUserEvent("move"))) return transaction;
    const marks = marksOf(transaction.startState.doc.toString());
    let hurt = "";
    transaction.changes.iterChanges((from, to) => {
      for (const mark of marks) {
        if (to < mark.from || from > mark.to || (from <= mark.from && to >= mark.to)) continue;
        const within = from >= mark.textFrom && to <= mark.textTo;
        const beside = to <= mark.from || from >= mark.to;
        if (!within && !beside) hurt = mark.full;
      }
    });
    if (!hurt) return transaction;
    refused(hurt);
    return [];
  });

export const marks = [painter(heads), painter(colour)];

/** The line that a link or a finding led to. @type {import("@codemirror/state").StateEffectType<number | null>} */
export const lightLine = StateEffect.define();
export const lit = StateField.define({
  create: () => Decoration.none,
  update(value, transaction) {
    let now = value.map(transaction.changes);
    for (const effect of transaction.effects)
      if (effect.is(lightLine)) now = effect.value === null ? Decoration.none : Decoration.set([Decoration.line({ class: "cm-lit" }).range(effect.value)]);
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});
