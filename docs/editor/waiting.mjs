/**
 * The full report of a release that waits on the device: every figure that changes, and which of the reference patients get another answer.
 * Both releases are saved there, so it needs no network. The texts of the two are compared by the worker of the page of proposals.
 */
import { checked, PAGE } from "../assets/calculator/insert.mjs";
import { build, language, runtimeBuild, siteRoot } from "../assets/common/page.mjs";
import { fill } from "../assets/common/texts.mjs";
import { read } from "../assets/offline/news.mjs";
import { Checks, STOPPED } from "./checks.mjs";
import { button, el } from "./dom.mjs";
import { EditorFailure } from "./protocol.mjs";

/** Longest wait for the service worker of the release that waits. */
const REPLY_MS = 10_000;

/** @typedef {{ build: string, runtime?: string, facts?: string, texts?: string }} Reply */

/** @param {ServiceWorker} worker @param {string} kind @returns {Promise<Reply>} */
function ask(worker, kind) {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    const timer = setTimeout(() => reject(new Error("the service worker does not answer")), REPLY_MS);
    port1.onmessage = ({ data }) => {
      clearTimeout(timer);
      resolve(data ?? {});
    };
    worker.postMessage({ kind }, [port2]);
  });
}

/** The pages among the files of a release. @param {string} text @returns {Record<string, string>} */
function pagesIn(text) {
  const pages = Object.entries(JSON.parse(text)).filter(([name, one]) => /^docs\/(nb|da)\/.*\.md$/.test(name) && typeof one === "string");
  if (!pages.length) throw new Error("no pages");
  return Object.fromEntries(pages);
}

/** @param {string} project @returns {string} */
const versionIn = (project) => /^version = "(.*)"$/m.exec(JSON.parse(project)["pyproject.toml"] ?? "")?.[1] ?? "";

/** Where the browser refuses storage it may not even be asked: nothing is saved there, and nothing waits. */
async function theWaiting() {
  try {
    return (await navigator.serviceWorker?.getRegistration())?.waiting;
  } catch {
    return undefined;
  }
}

/** @type {Checks | undefined} */
let checks;

/** The page is left. */
export function end() {
  checks?.stop();
  checks = undefined;
}

/** @param {HTMLElement} place @param {Record<string, string>} words */
export async function tell(place, words) {
  end();
  /** @param {string} key @param {Record<string, string>} [values] */
  const say = (key, values = {}) => fill(words[key] ?? key, values);
  const status = el("p", { role: "status" }, say("waiting_reading"));
  place.replaceChildren(el("h2", {}, say("waiting_title")), status);
  const waiting = await theWaiting();
  if (!waiting) return void (status.textContent = say("waiting_none"));
  try {
    const own = async (/** @type {string} */ name) => {
      const response = await fetch(new URL(name, siteRoot()));
      if (!response.ok) throw new Error(`${name}: HTTP ${response.status}`);
      return response.text();
    };
    const name = `editor/${build()}/project.json`;
    const [facts, project, there, texts] = await Promise.all([own("facts.json"), own(name), ask(waiting, "facts"), ask(waiting, "texts")]);
    if (!place.isConnected) return;
    const notice = JSON.parse(document.querySelector("[data-ig-offline]")?.getAttribute("data-words") ?? "{}").notice;
    const same = there.runtime === runtimeBuild();
    const news = read(facts, there.facts ?? "", { build: build(), same, lang: language(), words: notice }, Infinity);
    place.append(el("p", {}, news.lead), el("ul", {}, ...news.lines.map((line) => el("li", {}, line))), ...news.rest.map((line) => el("p", {}, line)));
    const found = el("div", {});
    place.append(el("h3", {}, say("waiting_whom")), el("p", {}, say("whom_help"), " ", say("waiting_rules")), found);
    if (!texts.texts) throw new Error("the release that waits has no texts to compare");
    const request = { texts: pagesIn(texts.texts), lang: language(), version: versionIn(project), build: build(),
      waiting: { version: versionIn(texts.texts), build: texts.build } };
    status.textContent = "";
    const differ = JSON.parse(facts).rules !== JSON.parse(there.facts ?? "{}").rules;
    await compare(found, request, say, differ ? say("waiting_rules_differ") : "");
  } catch (error) {
    if (error instanceof EditorFailure && error.detail === STOPPED) return;
    console.error(error);
    status.textContent = error instanceof EditorFailure ? say(`failed_${error.code}`) : say("waiting_unknown");
  }
}

/**
 * @param {HTMLElement} place @param {object} request
 * @param {(key: string, values?: Record<string, string>) => string} say
 * @param {string} warning
 */
async function compare(place, request, say, warning) {
  const bar = el("progress", { max: "1", value: "0", "aria-label": say("whom_running") });
  const said = el("p", { role: "status" }, say("whom_running"));
  const stop = button(say("whom_stop"), () => {
    end();
    place.replaceChildren(el("p", {}, say("whom_stopped")));
  });
  place.replaceChildren(el("p", { class: "ig-ed-running" }, bar, " ", stop), said);
  const numbers = (/** @type {any} */ reply) => Object.fromEntries(Object.entries(reply).map(([key, value]) => [key, String(value)]));
  checks = new Checks(new URL("worker.mjs", import.meta.url).href, build());
  const reply = await checks.ask("whom", request, (step) => {
    bar.max = step.total;
    bar.value = step.done;
    said.textContent = say("whom_progress", numbers(step));
  });
  const key = !reply.answered ? "waiting_not" : reply.changed ? "whom_done" : "waiting_same";
  const report = el("details", { class: "ig-ed-report", open: true }, el("summary", {}, say("whom_report")), checked(reply.html, PAGE));
  place.replaceChildren(el("p", { role: "status" }, say(key, numbers(reply))), ...(warning ? [el("p", {}, el("strong", {}, warning))] : []), report);
  end();
}
