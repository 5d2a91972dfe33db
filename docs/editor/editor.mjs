/**
 * The page of proposals: the text of both languages, what the checks say of it, how it will look, whom it changes, and how it is handed in.
 * Loaded by that page alone. It decides nothing: what is right is told by the same Python that checks the pages elsewhere.
 */
import { redo, undo } from "@codemirror/commands";
import { checked, PAGE } from "../assets/calculator/insert.mjs";
import { isoOf } from "../assets/common/dates.mjs";
import { editAddress, hostName, issueAddress, repository } from "../assets/common/host.mjs";
import { build, language } from "../assets/common/page.mjs";
import { fill } from "../assets/common/texts.mjs";
import { Checks, STOPPED } from "./checks.mjs";
import { button, download, el } from "./dom.mjs";
import * as drafts from "./draft.mjs";
import { markAt, marksOf } from "./marks.mjs";
import { Pane } from "./panes.mjs";
import { EditorFailure } from "./protocol.mjs";
import * as waiting from "./waiting.mjs";

/** @typedef {"nb" | "da"} Lang */
/** @typedef {{ file: string, line: number, text: string }} Paste */
/** @typedef {{ code: string, level: string, file: string, line: number, lang: Lang, message: string, agreed: string, paste: Paste[] }} Finding */

const LANGUAGES = /** @type {const} */ (["nb", "da"]);
/** Wait so long after the last key before checking. */
const QUIET_MS = 500;
const OTHER = /** @type {const} */ ({ nb: "da", da: "nb" });

/** Every folder of ours, whatever page opened it. */
const folder = new URL("./", import.meta.url);

/** @param {string} text @param {() => void} [click] */
const told = (text, click) => (click ? el("p", {}, text, " ", button(text, click)) : el("p", {}, text));

class Editor {
  /** @type {Record<string, string>} */
  #words;
  /** @type {Record<string, string>} The project's files of this release. */
  #project;
  /** @type {Checks} */
  #checks;
  #draft = drafts.read();
  #page = "";
  /** @type {Record<Lang, Pane>} */
  #panes;
  /** @type {Pane} The one that was in last. */
  #last;
  /** @type {Finding[]} */
  #found = [];
  /** @type {Set<string>} What was found before anything was edited. */
  #known = new Set();
  #quiet = 0;
  #asked = 0;
  #opening = false;
  /** @type {Lang | ""} */
  #shown = "";
  /** The texts that were compared last. */
  #compared = "";

  /**
   * @param {HTMLElement} place
   * @param {{ page: Record<string, string>, phrases: Record<string, string> }} words
   * @param {Record<string, string>} project
   */
  constructor(place, words, project) {
    this.#words = words.page;
    this.#project = project;
    this.#checks = new Checks(new URL("worker.mjs", folder).href, build());
    this.status = el("p", { class: "ig-ed-status", role: "status" });
    this.kept = el("p", { class: "ig-ed-kept" });
    this.picker = el("select", { id: "ig-ed-page", change: () => this.open(this.picker.value) });
    for (const name of this.#pages()) this.picker.append(el("option", { value: name }, this.#titleOf(name)));
    this.mark = el("div", { class: "ig-ed-mark", role: "group", "aria-label": this.say("mark_title") });
    this.notice = el("p", { class: "ig-ed-notice", role: "status" });
    this.findings = el("ul", { class: "ig-ed-findings" });
    this.preview = el("div", { class: "ig-ed-preview", hidden: true });
    this.whom = el("div", { class: "ig-ed-whom" });
    this.hand = el("div", { class: "ig-ed-hand" });
    const panes = el("div", { class: "ig-ed-panes" });
    const makePane = (/** @type {Lang} */ lang) => {
      const box = el("section", { class: "ig-ed-pane", "aria-label": this.say(`pane_${lang}`) }, el("p", { class: "ig-ed-lang", "aria-hidden": "true" }, this.say(`pane_${lang}`)));
      panes.append(box);
      return new Pane(lang, box, {
        label: this.say(`pane_label_${lang}`),
        phrases: words.phrases,
        changed: () => this.#changed(lang),
        moved: () => this.#moved(lang),
        refused: (fact) => this.#tell(this.say("mark_protected", { fact })),
      });
    };
    this.#panes = { nb: makePane("nb"), da: makePane("da") };
    this.#last = this.#panes[language()];
    place.replaceChildren(
      el("p", { class: "ig-ed-safe" }, this.say("no_patient")),
      el("p", { class: "ig-ed-pick" }, el("label", { for: "ig-ed-page" }, this.say("pick")), " ", this.picker),
      this.kept,
      panes,
      el(
        "div",
        { class: "ig-ed-tools", role: "group", "aria-label": this.say("tools") },
        button(this.say("undo"), () => this.#command(undo)),
        button(this.say("redo"), () => this.#command(redo)),
        button(this.say("search"), () => this.#last.search()),
      ),
      el("p", { class: "ig-ed-help" }, this.say("keys")),
      this.mark,
      this.notice,
      el("h2", {}, this.say("findings_title")),
      this.status,
      this.findings,
      el("h2", {}, this.say("preview_title")),
      el("p", { class: "ig-ed-tools" }, ...LANGUAGES.map((lang) => button(this.say(`preview_show_${lang}`), () => this.#show(lang)))),
      this.preview,
      el("h2", {}, this.say("whom_title")),
      el("p", {}, this.say("whom_help")),
      this.whom,
      el("h2", {}, this.say("hand_title")),
      el("p", {}, this.say("hand_help")),
      this.hand,
    );
    this.#drawWhom();
    this.#drawHand();
  }

  /** @param {string} key @param {Record<string, string>} [values] */
  say(key, values = {}) {
    return fill(this.#words[key] ?? key, values);
  }

  end() {
    clearTimeout(this.#quiet);
    this.#checks.stop();
  }

  /** Opens what the address names behind its `#`, which no server sees. */
  openAsked() {
    const asked = new URLSearchParams(location.hash.slice(1));
    this.open(asked.get("page") ?? (this.#page || "ivig/index"), asked.get("fact") ?? "");
  }

  // --- pages and draft

  #pages() {
    const names = Object.keys(this.#project).filter((name) => /^docs\/nb\/.*\.md$/.test(name)).map((name) => name.slice(8, -3));
    return names.sort((a, b) => Number(a.startsWith("about/")) - Number(b.startsWith("about/")) || (a < b ? -1 : 1));
  }

  /** @param {string} name */
  #titleOf(name) {
    return /^title: (.*)$/m.exec(this.#project[`docs/${language()}/${name}.md`] ?? "")?.[1] ?? name;
  }

  /** @param {string} file */
  #textOf(file) {
    return this.#draft.files[file]?.text ?? this.#project[file] ?? "";
  }

  /** Opens a page at a mark or a line, if one is named. @param {string} name @param {string} [fact] */
  open(name, fact = "") {
    if (`docs/nb/${name}/index.md` in this.#project) name = `${name}/index`;
    if (!(`docs/nb/${name}.md` in this.#project)) return;
    this.#page = name;
    this.picker.value = name;
    this.#opening = true;
    for (const lang of LANGUAGES) this.#panes[lang].open(this.#textOf(`docs/${lang}/${name}.md`));
    this.#opening = false;
    if (fact) for (const lang of LANGUAGES) this.#goToMark(lang, fact);
    this.#drawMark();
    this.#drawFindings();
    if (this.#shown) void this.#show(this.#shown);
  }

  /** To the line of a mark, in the middle of its figure; the reader's own language is written in at once. @param {Lang} lang @param {string} fact */
  #goToMark(lang, fact) {
    const pane = this.#panes[lang];
    const marks = marksOf(pane.text);
    const mark = marks.find((one) => one.full === fact) ?? marks.find((one) => one.full.split(".")[0] === fact.split(".")[0]);
    if (!mark) return;
    const isOwn = lang === language();
    if (isOwn) this.#last = pane;
    pane.goTo(pane.view.state.doc.lineAt(mark.from).number, isOwn, mark.textFrom);
  }

  /** @param {Lang} lang */
  #changed(lang) {
    if (this.#opening) return;
    const file = `docs/${lang}/${this.#page}.md`;
    this.#put(file, this.#panes[lang].text);
  }

  /** @param {string} file @param {string} text */
  #put(file, text) {
    const base = this.#project[file] ?? "";
    if (text === base) delete this.#draft.files[file];
    else this.#draft.files[file] = { base, text };
    this.#keep();
    this.#later();
    if (this.#compared) this.#drawWhom(this.say("whom_old"));
    this.#compared = "";
  }

  #keep() {
    this.#draft.build = build();
    const isKept = drafts.write(this.#draft);
    const files = Object.keys(this.#draft.files);
    this.kept.replaceChildren();
    if (!files.length && !this.#draft.why) return;
    this.kept.append(this.say(isKept ? "draft_kept" : "draft_not_kept"), " ");
    if (files.length) this.kept.append(`${this.say("changed_pages")}: ${files.map((file) => file.slice(5)).join(", ")}. `);
    const agreed = this.#draft.agreed ?? [];
    if (agreed.length)
      this.kept.append(this.say("agreed_count", { count: String(agreed.length) }), " ", button(this.say("agreed_undo"), () => this.#agree(), "ig-button--quiet"), " ");
    let sure = false;
    const away = button(this.say("throw_away"), () => {
      if (!sure) {
        sure = true;
        away.textContent = this.say("throw_away_sure");
        return;
      }
      this.#draft = drafts.empty();
      drafts.write(this.#draft);
      this.#compared = "";
      this.open(this.#page);
      this.#keep();
      this.#drawWhom();
      this.#drawHand();
      this.#later();
      this.#tell(this.say("thrown"));
    }, "ig-button--quiet");
    this.kept.append(away);
  }

  /** @param {import("@codemirror/state").StateCommand} command */
  #command(command) {
    command(this.#last.view);
    this.#last.view.focus();
  }

  /** @param {string} text */
  #tell(text) {
    this.notice.textContent = text;
  }

  // --- marks

  /** @param {Lang} lang */
  #moved(lang) {
    const pane = this.#panes[lang];
    if (this.#opening || !pane.view.hasFocus) return;
    this.#last = pane;
    this.#drawMark();
  }

  #drawMark() {
    const { lang, view } = this.#last;
    const mark = markAt(view.state);
    this.mark.replaceChildren();
    if (!mark) {
      this.mark.append(el("p", {}, this.say("mark_none")));
      return;
    }
    const twin = marksOf(this.#panes[OTHER[lang]].text).find((one) => one.full === mark.full);
    const from = lang === "da" ? "_from_da" : "";
    this.mark.append(
      el("p", {}, el("code", {}, mark.full)),
      el(
        "dl",
        {},
        el("div", {}, el("dt", {}, this.say("mark_here")), el("dd", { lang }, mark.text)),
        el("div", {}, el("dt", {}, this.say(`mark_there${from}`)), el("dd", { lang: twin ? OTHER[lang] : language() }, twin?.text ?? this.say("mark_gone"))),
      ),
      button(this.say(`mark_same${from}`), () => this.#same(mark.full, lang)),
    );
  }

  /** Writes a figure in the other language, in its spelling. @param {string} fact @param {Lang} lang */
  async #same(fact, lang) {
    try {
      const reply = await this.#ask("twin", { fact, lang });
      if (!reply.line) return this.#tell(this.say("mark_gone"));
      if (!reply.text) return this.#tell(this.say(reply.is_words ? "mark_words" : "mark_unreadable"));
      this.#paste(reply);
      this.#tell(this.say("mark_done", { text: reply.figure }));
      this.#drawMark();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** @param {Paste} paste */
  #paste({ file, line, text }) {
    const match = /^docs\/(nb|da)\/(.*)\.md$/.exec(file);
    if (!match) return false;
    const [, lang, name] = match;
    if (name === this.#page) return this.#panes[/** @type {Lang} */ (lang)].replaceLine(line, text);
    const lines = this.#textOf(file).split("\n");
    if (line < 1 || line > lines.length) return false;
    lines[line - 1] = text;
    this.#put(file, lines.join("\n"));
    return true;
  }

  // --- checks

  /** @param {import("./protocol.mjs").Kind} kind @param {object} request @param {(reply: any) => void} [step] */
  #ask(kind, request, step) {
    const edited = Object.fromEntries(Object.entries(this.#draft.files).map(([file, { text }]) => [file, text]));
    return this.#checks.ask(kind, { edited, agreed: this.#draft.agreed ?? [], today: isoOf(new Date()), ...request }, step);
  }

  #later() {
    clearTimeout(this.#quiet);
    this.#quiet = window.setTimeout(() => void this.#check(), QUIET_MS);
  }

  async begin() {
    const older = Object.entries(this.#draft.files).some(([file, { base }]) => base !== this.#project[file]);
    for (const file of Object.keys(this.#draft.files)) if (!(file in this.#project)) delete this.#draft.files[file];
    this.#keep();
    if (older) this.#tell(this.say("draft_older"));
    await this.#start();
  }

  async #start() {
    this.status.textContent = this.say("check_starting");
    try {
      const { findings } = await this.#checks.ask("check", { edited: {}, today: isoOf(new Date()), lang: language() });
      this.#known = new Set(findings.map(keyOf));
    } catch (error) {
      return this.#failed(error);
    }
    await this.#check();
  }

  async #check() {
    const mine = ++this.#asked;
    this.status.textContent = this.say("checking");
    try {
      const { findings } = await this.#ask("check", { lang: language() });
      if (mine !== this.#asked) return; // something was typed since: the next answer counts
      this.#found = findings;
      this.#drawFindings();
      if (this.#shown) await this.#show(this.#shown);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** @param {unknown} error */
  #failed(error) {
    if (isStopped(error)) return;
    const code = error instanceof EditorFailure ? error.code : "internal";
    console.error(error);
    this.status.replaceChildren(this.say(`failed_${code}`), " ", button(this.say("again"), () => void this.#start()));
  }

  #drawFindings() {
    const fresh = this.#found.filter((one) => !this.#known.has(keyOf(one)));
    const errors = fresh.filter((one) => one.level === "error").length;
    const before = this.#found.length - fresh.length;
    if (this.#known.size || this.#found.length || this.#asked) {
      const said = fresh.length ? this.say("check_found", { errors: String(errors), warnings: String(fresh.length - errors) }) : this.say("check_clean");
      this.status.textContent = before ? `${said} ${this.say("check_before", { count: String(before) })}` : said;
    }
    for (const lang of LANGUAGES) this.#panes[lang].tell(fresh.filter((one) => one.file === `docs/${lang}/${this.#page}.md`));
    this.findings.replaceChildren(...fresh.map((one) => this.#finding(one)));
  }

  /** @param {Finding} finding */
  #finding(finding) {
    const match = /^docs\/(nb|da)\/(.*)\.md$/.exec(finding.file);
    const item = el("li", { class: "ig-ed-finding", "data-level": finding.level, "data-code": finding.code });
    item.append(el("strong", {}, `${this.say(finding.level)}:`), " ", el("span", {}, finding.message), " ");
    if (match)
      item.append(
        button(`${this.say("go_to", { line: String(finding.line) })} (${finding.file.slice(5)})`, () => {
          if (match[2] !== this.#page) this.open(match[2] ?? "");
          this.#panes[/** @type {Lang} */ (match[1])].goTo(finding.line);
        }, "ig-button--quiet"),
      );
    if (finding.agreed) item.append(button(this.say("agree"), () => this.#agree(finding.agreed)));
    for (const paste of finding.paste) {
      if (!/^docs\/(nb|da)\//.test(paste.file)) continue;
      const shown = el("code", { class: "ig-ed-paste" }, paste.text);
      if (paste.line)
        item.append(el("div", { class: "ig-ed-mend" }, shown, button(this.say("mend"), () => {
          if (this.#paste(paste)) this.#tell(this.say("mended"));
        })));
      else item.append(el("div", { class: "ig-ed-mend" }, el("span", {}, `${this.say("mend_by_hand")} (${paste.file.slice(5)}): `), shown));
    }
    return item;
  }

  /** Somebody who read both languages there says that they say the same; without a place, takes it all back. @param {string} [place] */
  #agree(place) {
    this.#draft.agreed = place ? [...new Set([...(this.#draft.agreed ?? []), place])] : [];
    this.#keep();
    void this.#check();
    this.#tell(this.say(place ? "agreed" : "agreed_none"));
  }

  // --- preview

  /** @param {Lang} lang */
  async #show(lang) {
    this.#shown = lang;
    try {
      const root = new URL(document.querySelector("meta[name=ig-root]")?.getAttribute("content") ?? "./", document.baseURI);
      const up = "../".repeat(Math.max(0, location.pathname.slice(root.pathname.length).split("/").length - 1));
      const reply = await this.#ask("show", { file: `docs/${lang}/${this.#page}.md`, root: up || "./", lang: language() });
      this.preview.hidden = false;
      this.preview.setAttribute("lang", lang);
      this.preview.replaceChildren(reply.refused ? told(`${this.say("preview_refused")} ${reply.refused}`) : checked(reply.html, PAGE));
    } catch (error) {
      if (error instanceof EditorFailure) return this.#failed(error);
      this.preview.hidden = false;
      this.preview.replaceChildren(told(`${this.say("preview_refused")} ${/** @type {any} */ (error)?.message ?? error}`));
    }
  }

  // --- whom does it change?

  /** @param {string} [note] */
  #drawWhom(note = "") {
    this.whom.replaceChildren(el("p", {}, button(this.say("whom_start"), () => void this.#compare(), "ig-ed-main")), el("p", { role: "status" }, note));
  }

  async #compare() {
    if (!Object.keys(this.#draft.files).length) return this.#drawWhom(this.say("whom_nothing"));
    const bar = el("progress", { max: "1", value: "0", "aria-label": this.say("whom_running") });
    const said = el("p", { role: "status" }, this.say("whom_running"));
    const lines = el("ul", { class: "ig-ed-first" });
    const stop = button(this.say("whom_stop"), () => {
      this.#checks.stop();
      this.#drawWhom(this.say("whom_stopped"));
    });
    this.whom.replaceChildren(el("p", { class: "ig-ed-running" }, bar, " ", stop), said, lines);
    const texts = JSON.stringify(this.#draft.files);
    const numbers = (/** @type {any} */ reply) => Object.fromEntries(Object.entries(reply).map(([key, value]) => [key, String(value)]));
    let saidAt = 0;
    try {
      const reply = await this.#ask("whom", { lang: language(), version: this.#version(), build: build() }, (step) => {
        bar.max = step.total;
        bar.value = step.done;
        if (step.done === step.total || Date.now() - saidAt > 1000) {
          saidAt = Date.now();
          said.textContent = this.say("whom_progress", numbers(step));
        }
        if (lines.childElementCount < step.lines.length)
          lines.replaceChildren(...step.lines.map((/** @type {any} */ one) => el("li", {}, `${one.calculator}: ${one.patient}: `, el("strong", {}, one.what))));
      });
      if (reply.stopped || texts !== JSON.stringify(this.#draft.files)) return this.#drawWhom(this.say("whom_old"));
      this.#compared = texts;
      const key = !reply.answered ? "whom_not" : reply.changed ? "whom_done" : "whom_none";
      const report = el("details", { class: "ig-ed-report", open: !reply.answered }, el("summary", {}, this.say("whom_report")));
      report.append(checked(reply.html, PAGE));
      this.#drawWhom(this.say(key, numbers(reply)));
      if (lines.childElementCount) this.whom.append(el("p", {}, this.say("whom_first")), lines);
      this.whom.append(report);
    } catch (error) {
      if (isStopped(error)) return; // told where it was stopped
      this.#drawWhom(this.say(`failed_${error instanceof EditorFailure ? error.code : "internal"}`));
      console.error(error);
    }
  }

  #version() {
    return /^version = "(.*)"$/m.exec(this.#project["pyproject.toml"] ?? "")?.[1] ?? "";
  }

  // --- handing in

  #drawHand() {
    const said = el("p", { role: "status" });
    const out = el("div", { class: "ig-ed-out" });
    /** @param {"why" | "source" | "author"} name */
    const field = (name) => {
      const input = name === "why" ? el("textarea", { id: `ig-ed-${name}`, rows: "2" }) : el("input", { id: `ig-ed-${name}`, type: "text", autocomplete: "off" });
      input.value = this.#draft[name];
      input.addEventListener("input", () => {
        this.#draft[name] = input.value;
        this.#keep();
      });
      return el("p", { class: "ig-ed-field" }, el("label", { for: `ig-ed-${name}` }, this.say(name)), input);
    };
    const make = button(this.say("make"), () => void this.#pack(said, out), "ig-ed-main");
    this.hand.replaceChildren(field("why"), field("source"), field("author"), el("p", {}, make), said, out);
  }

  /** @param {HTMLElement} said @param {HTMLElement} out */
  async #pack(said, out) {
    out.replaceChildren();
    const files = Object.keys(this.#draft.files);
    if (!files.length) return void (said.textContent = this.say("nothing"));
    if (!this.#draft.why.trim() || !this.#draft.source.trim()) return void (said.textContent = this.say("lacking"));
    const now = new Date();
    const pages = [...new Set(files.map((file) => file.slice(8, -3)))];
    const title = this.say("title", { pages: pages.join(", ") });
    const { why, source, author } = this.#draft;
    try {
      const reply = await this.#ask("pack", { title, why, source, author, now: now.toISOString(), lang: language(), version: this.#version(), build: build() });
      const compared = this.#compared !== "" && this.#compared === JSON.stringify(this.#draft.files);
      const errors = this.#found.some((one) => one.level === "error" && !this.#known.has(keyOf(one)));
      said.textContent = [this.say("made"), errors ? this.say("errors_left") : "", compared ? "" : this.say("not_compared")].join(" ").trim();
      const name = `forslag-${isoOf(now)}.patch`;
      const copied = el("span", { role: "status" });
      out.append(
        el(
          "p",
          { class: "ig-ed-tools" },
          button(this.say("download"), () => download(name, reply.patch, "text/x-patch"), "ig-ed-main"),
          button(this.say("copy"), async () => {
            const done = await navigator.clipboard?.writeText(reply.patch).then(() => true, () => false);
            copied.textContent = this.say(done ? "copied" : "not_copied");
          }),
          copied,
        ),
      );
      out.append(this.#issue(title, reply.diff, reply.report));
      const list = el("ul", {});
      for (const file of reply.files) {
        const item = el("li", {}, button(this.say("file_download", { file }), () => download(file.split("/").slice(1).join("-"), this.#textOf(file), "text/markdown")));
        if (repository()) item.append(" ", el("a", { href: editAddress(file), rel: "noreferrer", target: "_blank" }, this.say("file_edit", { file, host: hostName() })));
        list.append(item);
      }
      out.append(el("details", {}, el("summary", {}, this.say("files")), list));
    } catch (error) {
      if (isStopped(error)) return;
      said.textContent = this.say(`failed_${error instanceof EditorFailure ? error.code : "internal"}`);
      console.error(error);
    }
  }

  /** The issue at the host, filled in as far as an address can hold it. @param {string} title @param {string} diff @param {string} report */
  #issue(title, diff, report) {
    if (!repository()) return el("p", {}, this.say("no_host"));
    const head = `${this.#draft.why}\n\n${this.say("source")} ${this.#draft.source}\n\n`;
    const patch = `\`\`\`\`diff\n${diff}\`\`\`\`\n`;
    const whole = issueAddress(title, `${head}${patch}\n${report}`) ?? issueAddress(title, `${head}${patch}`);
    const address = whole ?? issueAddress(title, `${head}\`\`\`\`diff\n${this.say("issue_paste")}\n\`\`\`\`\n`) ?? repository();
    const link = el("a", { href: address, rel: "noreferrer", target: "_blank", class: "ig-button" }, this.say("open_issue", { host: hostName() }));
    return el("p", {}, link, whole ? "" : ` ${this.say("issue_long")}`);
  }
}

/** Whether the page itself ended the worker: it was left, or the reader stopped it. @param {unknown} error */
const isStopped = (error) => error instanceof EditorFailure && error.detail === STOPPED;

/** What makes a finding the same before and after an edit elsewhere: all but its line. @param {Finding} one */
const keyOf = (one) => [one.level, one.file, one.code, one.message].join("\n");

/** @type {Editor | undefined} */
let current;

/** The page that the editor stood on is left: its worker ends, the draft stays. */
export function leave() {
  waiting.end();
  current?.end();
  current = undefined;
}

/** Fills the place that a page keeps for the editor, or for what a release that waits changes. @param {HTMLElement} place */
export async function install(place) {
  const words = JSON.parse(place.dataset["words"] ?? "{}");
  if (place.dataset["igEditor"] === "waiting") return waiting.tell(place, words.page);
  place.replaceChildren(el("p", { role: "status" }, words.page.loading));
  try {
    const response = await fetch(new URL("project.json", folder));
    if (!response.ok) throw new Error(`project.json: HTTP ${response.status}`);
    const project = await response.json();
    if (!place.isConnected) return; // the page was left meanwhile
    const editor = new Editor(place, words, project);
    current = editor;
    editor.openAsked();
    addEventListener("hashchange", () => editor === current && editor.openAsked());
    await editor.begin();
  } catch (error) {
    console.error(error);
    place.replaceChildren(el("p", { role: "alert" }, words.page.not_loaded));
  }
}
