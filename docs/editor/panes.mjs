/**
 * The two texts side by side, each a CodeMirror of its own. They stand in shadow roots: there CodeMirror's styles are adopted by the
 * root, and the policy of the site forbids styles that are written into the page.
 */
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { el } from "./dom.mjs";
import { lightLine, lit, marks, protection } from "./marks.mjs";

/** @typedef {import("@codemirror/lint").Diagnostic} Diagnostic */
/** @typedef {{ text: string, from: number, to: number }} Lines */

/** What the page itself puts in is not protected against. */
export const ours = Annotation.define();

const look = EditorView.theme({
  "&": { color: "var(--ig-ink)", backgroundColor: "var(--ig-surface)", fontSize: ".75rem", border: "1px solid var(--ig-line-strong)", borderRadius: ".4rem" },
  "&.cm-focused": { outline: ".15rem solid var(--ig-slate)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--md-code-font-family, ui-monospace, monospace)", lineHeight: "1.6", maxHeight: "26rem", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ig-ink)", padding: ".4rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--ig-ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { color: "var(--ig-ink-faint)", backgroundColor: "var(--ig-sunk)", border: "0" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--ig-slate) 8%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--ig-slate) 30%, transparent)",
  },
  ".cm-mark-text": { color: "var(--ig-teal)", fontWeight: "700", textDecoration: "underline dotted" },
  ".cm-mark-name": { color: "var(--ig-plum)" },
  ".cm-heading": { fontWeight: "700" },
  ".cm-lit": { backgroundColor: "color-mix(in srgb, var(--ig-warn) 24%, transparent)" },
  ".cm-panels": { color: "var(--ig-ink)", backgroundColor: "var(--ig-sunk)" },
  ".cm-panel input, .cm-panel button": { minHeight: "2rem", fontSize: ".75rem", color: "var(--ig-ink)", backgroundColor: "var(--ig-surface)", backgroundImage: "none", border: "1px solid var(--ig-line-strong)" },
  ".cm-tooltip": { color: "var(--ig-ink)", backgroundColor: "var(--ig-surface)", border: "1px solid var(--ig-line-strong)" },
  ".cm-searchMatch": { backgroundColor: "color-mix(in srgb, var(--ig-warn) 35%, transparent)" },
});

export class Pane {
  /** The language of the text. */
  lang;
  /** @type {EditorView} */
  view;
  #labels = new Compartment();
  /** @type {import("@codemirror/state").Extension[]} */
  #always;

  /**
   * @param {"nb" | "da"} lang
   * @param {HTMLElement} place
   * @param {{ label: string, phrases: Record<string, string>, changed: () => void, moved: () => void, refused: (full: string) => void }} told
   */
  constructor(lang, place, told) {
    this.lang = lang;
    const host = el("div", { class: "ig-ed-host" });
    place.append(host);
    const root = host.attachShadow({ mode: "open" });
    this.#always = [
      lineNumbers(),
      history(),
      drawSelection(),
      highlightActiveLine(),
      EditorView.lineWrapping,
      search({ top: true }),
      lintGutter(),
      keymap.of([...searchKeymap, ...historyKeymap, ...defaultKeymap]),
      EditorState.phrases.of(told.phrases),
      EditorState.tabSize.of(4),
      marks,
      lit,
      protection(told.refused),
      look,
      this.#labels.of(EditorView.contentAttributes.of({ "aria-label": told.label, lang, tabindex: "0", spellcheck: "false", autocorrect: "off", autocapitalize: "off" })),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) told.changed();
        if (update.docChanged || update.selectionSet || update.focusChanged) told.moved();
      }),
    ];
    this.view = new EditorView({ root, parent: root, state: this.#state("") });
  }

  /** @param {string} text */
  #state(text) {
    return EditorState.create({ doc: text, extensions: this.#always });
  }

  get text() {
    return this.view.state.doc.toString();
  }

  /** Another text, with an undo of its own. @param {string} text */
  open(text) {
    this.view.setState(this.#state(text));
  }

  /** Puts one line in another's place, as something that can be undone. @param {number} line @param {string} text */
  replaceLine(line, text) {
    if (line < 1 || line > this.view.state.doc.lines) return false;
    const there = this.view.state.doc.line(line);
    this.view.dispatch({ changes: { from: there.from, to: there.to, insert: text }, annotations: ours.of(true), userEvent: "guide" });
    return true;
  }

  /** @param {number} line @param {boolean} [focus] @param {number} [place] in the text, where the cursor goes */
  goTo(line, focus = true, place) {
    const at = this.view.state.doc.line(Math.min(Math.max(line, 1), this.view.state.doc.lines));
    this.view.dispatch({ selection: { anchor: place ?? at.from }, effects: [lightLine.of(at.from), EditorView.scrollIntoView(at.from, { y: "center" })] });
    if (!focus) return;
    this.view.dom.scrollIntoView({ block: "center" });
    this.view.focus();
  }

  /** @param {{ line: number, level: string, message: string }[]} found */
  tell(found) {
    const { doc } = this.view.state;
    /** @type {Diagnostic[]} */
    const told = found
      .filter((one) => one.line >= 1 && one.line <= doc.lines)
      .map((one) => {
        const { from, to } = doc.line(one.line);
        return { from, to, severity: one.level === "error" ? "error" : "warning", message: one.message };
      });
    this.view.dispatch(setDiagnostics(this.view.state, told));
  }

  search() {
    openSearchPanel(this.view);
  }
}
