// Puts a review's report into its pull request: one comment that is updated, and suggestions at the lines that changed.
// The report was made by the pull request's own code. Here it is text to be shown, cut to size and tamed; where it goes
// and what it may touch is decided here, from what GitHub says.
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open } from "node:fs/promises";

export const MARK = "<!-- guide-review -->";
const SUGGESTION_MARK = "<!-- guide-suggestion ";
const CHECK_LIMIT = 18_000; // GitHub takes 65,536 characters in all
const CLINICAL_LIMIT = 20_000; // in each language
const FILE_LIMIT = 1_000_000; // bytes
const SUGGESTION_LIMIT = 20;
const MESSAGE_LIMIT = 600; // characters of what one finding says
const MESSAGES_LIMIT = 4; // findings told at one line
const PAGE = /^docs\/(?:(?:nb|da)\/[a-z0-9/-]+\.md|sentences\.json)$/;
const BOT = "github-actions[bot]";

const HTML = /<(?!\/?(?:details|summary)>)(?=[a-z!?/])/gi; // every tag but the four of our own reports, without attributes
const NOT_A_LINE = /[\r\n\0\u2028\u2029]/;

/** Text of unknown hands that may not call anybody, load or hide anything, point at other issues or pass for our own marks. */
export function tame(text) {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replaceAll("\0", "")
    .replaceAll("@", "@\u200b")
    .replaceAll("![", "!\u200b[")
    .replace(/#(?=\d)/g, "#\u200b")
    .replace(HTML, "<\u200b");
}

/** What a finding says, as one paragraph of plain text: nothing in it opens a block, a fold, a link or a suggestion, and it ends somewhere. */
export function plain(text) {
  const seen = String(text ?? "").replace(/\p{Cf}/gu, ""); // nothing that turns the words round, or hides in them
  const letters = [...tame(seen).replace(/[\s\u0085\p{Cc}]+/gu, " ").trim()];
  const said = letters.length > MESSAGE_LIMIT ? `${letters.slice(0, MESSAGE_LIMIT).join("").trimEnd()} …` : letters.join("");
  return said.replace(/[\\`*_{}[\]()#+\-.!|~=:$]/g, "\\$&").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Blocks of code as our reports make them, and nothing else that opens one; what was left open is closed, so that nothing after it is swallowed. */
export function tidy(text) {
  const out = [];
  let fence;
  let folds = 0;
  for (const line of text.split("\n")) {
    const [, indent, mark, kind] = /^( {0,2})(```|~~~~)(markdown|diff|)$/.exec(line) ?? [];
    if (fence && line.trim() && !line.startsWith(fence.indent)) {
      out.push(fence.indent + fence.mark); // it ends with its list item: said outright, so that every reader of Markdown agrees
      fence = undefined;
    }
    if (fence && mark === fence.mark && indent === fence.indent && !kind) {
      out.push(line);
      fence = undefined;
    } else if (fence) {
      out.push(line.trim().startsWith(fence.mark.slice(0, 3)) ? broken(line) : line);
    } else if (mark) {
      fence = { indent, mark };
      out.push(line);
    } else if (/<\/?(?:details|summary)>/.test(line)) {
      // One that closes more than it opened would close what stands around the report.
      const own = line.replace(/<(\/?)details>/g, (tag, closes) => {
        if (closes && folds === 0) return "<\u200b/details>";
        folds += closes ? -1 : 1;
        return tag;
      });
      out.push(broken(own), ""); // the blank line ends the HTML
    } else out.push(broken(line));
  }
  if (fence) out.push(fence.indent + fence.mark);
  for (; folds > 0; folds -= 1) out.push("", "</details>");
  return out.join("\n");
}

function broken(line) {
  return line.replace(/`{3,}|~{3,}/g, (marks) => [...marks].join("\u200b"));
}

/** The one comment: checks first, clinical diff below in both languages, what is too long cut with a word about where the rest is. */
export function comment({ check, clinical, head, run }) {
  const left = { nb: `\n\n… Resten står i [${run}](${run}).\n`, da: `\n\n… Resten findes i [${run}](${run}).\n` };
  const shown = (text, limit, lang) => cut(tame(text), limit, left[lang]);
  const folded = (lang, title, how) => `<details${how}><summary>${title}</summary>\n\n${shown(clinical[lang], CLINICAL_LIMIT, lang)}\n\n</details>`;
  return [
    MARK,
    `Kommentaren er laget av denne pull requestens egen kode, av ${head.slice(0, 12)}, og skrives om ved hver endring. ` +
      `Forhåndsvisning, bilder før og etter og alle pasientene (\`clinical.json\`): [${run}](${run}).`,
    `Kommentaren er lavet af denne pull requests egen kode og bliver skrevet om ved hver ændring. Forhåndsvisning, billeder før og efter ` +
      `og alle patienterne (\`clinical.json\`) ligger samme sted.`,
    "## Sjekk av teksten / Kontrol af teksten",
    shown(check, CHECK_LIMIT, "nb"),
    "## Klinisk forskjell / Klinisk forskel",
    folded("nb", "Norsk", " open"),
    folded("da", "Dansk", ""),
  ].join("\n\n");
}

function cut(text, limit, left) {
  const whole = tidy(text).trimEnd();
  if (whole.length <= limit) return whole;
  for (let most = limit - left.length; ; most = Math.floor(most * 0.9)) {
    const short = tidy(text.slice(0, most).split("\n").slice(0, -1).join("\n")) + left;
    if (short.length <= limit) return short; // what closes it counts too
  }
}

/** The lines of the new side that a patch shows: GitHub takes suggestions at those only. */
export function shownLines(patch) {
  const shown = new Set();
  let line = 0;
  for (const text of (patch ?? "").split("\n")) {
    const hunk = /^@@ -\S+ \+(\d+)/.exec(text);
    if (hunk) line = Number(hunk[1]);
    else if (text.startsWith("+") || text.startsWith(" ")) shown.add(line++);
  }
  return shown;
}

/** Suggestions for what the findings offer to paste, at lines of pages that the pull request shows. */
export function suggestions(findings, files) {
  const shown = new Map(files.map((file) => [file.filename, shownLines(file.patch)]));
  const wanted = new Map();
  for (const finding of Array.isArray(findings) ? findings : []) {
    for (const paste of Array.isArray(finding?.paste) ? finding.paste : []) {
      const { file, line, text } = paste ?? {};
      if (typeof text !== "string" || NOT_A_LINE.test(text) || text.includes("````") || text.length > 2000) continue;
      if (!PAGE.test(file) || !Number.isInteger(line) || !shown.get(file)?.has(line)) continue;
      const said = plain(finding.message);
      const before = wanted.get(`${file}:${line}`);
      if (before && before.text !== text) continue; // two ways to mend one line: the first stands
      wanted.set(`${file}:${line}`, { file, line, text, said: before ? [...before.said, said] : [said] });
    }
  }
  return [...wanted.values()].slice(0, SUGGESTION_LIMIT).map(({ file, line, text, said }) => {
    const words = [...new Set(said)].slice(0, MESSAGES_LIMIT).join("\n\n");
    const key = createHash("sha256").update(JSON.stringify([file, line, text, words])).digest("hex").slice(0, 16);
    return { path: file, line, key, body: `${SUGGESTION_MARK}${key} -->\n${words}\n\n\`\`\`\`suggestion\n${text}\n\`\`\`\`` };
  });
}

/** A file of the report; what cannot be read, is a link or is far too large counts as not there. */
async function read(folder, name, otherwise) {
  let file;
  try {
    file = await open(`${folder}/${name}`, constants.O_RDONLY | constants.O_NOFOLLOW);
    const { size } = await file.stat();
    return size > FILE_LIMIT ? otherwise : await file.readFile("utf8");
  } catch {
    return otherwise;
  } finally {
    await file?.close();
  }
}

/** The open pull request whose newest commit the run was about; none if it has moved on since. */
export async function pullRequest(github, context) {
  const run = context.payload.workflow_run;
  const owner = run.head_repository?.owner?.login;
  if (!owner) return undefined; // the fork is gone
  const open = await github.paginate(github.rest.pulls.list, { ...context.repo, state: "open", head: `${owner}:${run.head_branch}` });
  return open.find((pull) => pull.head.sha === run.head_sha && pull.head.repo?.full_name === run.head_repository.full_name);
}

/** Writes or updates the comment and the suggestions. */
export async function post({ github, context, core, folder }) {
  const run = context.payload.workflow_run;
  const pull = await pullRequest(github, context);
  if (!pull) {
    core.info("No open pull request has this commit as its newest: nothing to say.");
    return;
  }
  const missing = { nb: "Ikke laget: kjøringen stoppet før.", da: "Ikke lavet: kørslen stoppede inden." };
  const body = comment({
    check: await read(folder, "check.md", `${missing.nb} / ${missing.da}`),
    clinical: { nb: await read(folder, "clinical.nb.md", missing.nb), da: await read(folder, "clinical.da.md", missing.da) },
    head: run.head_sha,
    run: run.html_url,
  });
  const comments = await github.paginate(github.rest.issues.listComments, { ...context.repo, issue_number: pull.number });
  const old = comments.find((one) => one.user?.login === BOT && one.body?.startsWith(MARK));
  if (!old) await github.rest.issues.createComment({ ...context.repo, issue_number: pull.number, body });
  else if (old.body !== body) await github.rest.issues.updateComment({ ...context.repo, comment_id: old.id, body });

  let findings = [];
  try {
    findings = JSON.parse(await read(folder, "check.json", "{}")).findings ?? [];
  } catch {
    core.warning("check.json cannot be read: no suggestions.");
  }
  const files = await github.paginate(github.rest.pulls.listFiles, { ...context.repo, pull_number: pull.number });
  const wanted = suggestions(findings, files);
  const all = await github.paginate(github.rest.pulls.listReviewComments, { ...context.repo, pull_number: pull.number });
  const standing = all.filter((one) => one.user?.login === BOT && one.body?.startsWith(SUGGESTION_MARK));
  const keyOf = (one) => one.body.slice(SUGGESTION_MARK.length).split(" ")[0];
  for (const one of standing) {
    // A suggestion that is no longer true must not be clicked; one that somebody answered stays as part of the talk.
    const answered = all.some((other) => other.in_reply_to_id === one.id);
    if (!answered && !wanted.some((want) => want.key === keyOf(one))) {
      await github.rest.pulls.deleteReviewComment({ ...context.repo, comment_id: one.id });
    }
  }
  for (const want of wanted.filter((want) => !standing.some((one) => keyOf(one) === want.key))) {
    const { path, line, body: said } = want;
    try {
      await github.rest.pulls.createReviewComment({
        ...context.repo, pull_number: pull.number, commit_id: run.head_sha, path, line, side: "RIGHT", body: said,
      });
    } catch (error) {
      // GitHub takes no suggestion at some lines (a diff too large to show): the line to paste stands in the comment anyway.
      core.warning(`${path}:${line}: no suggestion: ${error instanceof Error ? error.message : error}`);
    }
  }
}
