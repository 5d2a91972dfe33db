// Puts a review's report into its pull request: one comment that is updated, and suggestions at the lines that changed.
// The report was made by the pull request's own code. Here it is text to be shown, cut to size and tamed; where it goes
// and what it may touch is decided here, from what GitHub says.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

export const MARK = "<!-- guide-review -->";
const SUGGESTION_MARK = "<!-- guide-suggestion ";
const BODY_LIMIT = 60_000; // GitHub takes 65,536 characters
const SUGGESTION_LIMIT = 20;
const PAGE = /^docs\/(?:(?:nb|da)\/[a-z0-9/-]+\.md|sentences\.json)$/;
const BOT = "github-actions[bot]";

/** Text of unknown hands that may not call anybody, load anything or pass for our own marks. */
export function tame(text) {
  return text.replaceAll("@", "@\u200b").replaceAll("<!--", "&lt;!--").replaceAll("![", "!\u200b[").replaceAll("\r", "").replaceAll("\0", "");
}

/** The one comment: checks first, clinical diff below, what is too long cut with a word about where the rest is. */
export function comment({ check, clinical, head, run }) {
  const left = `\n\n… Resten står i [${run}](${run}).\n`;
  const first = cut(tame(check), BODY_LIMIT / 3, left);
  const parts = [
    MARK,
    `Kommentaren er laget av denne pull requestens egen kode, av ${head.slice(0, 12)}, og skrives om ved hver endring. ` +
      `Forhåndsvisning og bilder før og etter: [${run}](${run}).`,
    `Kommentaren er lavet af denne pull requests egen kode og bliver skrevet om ved hver ændring. Forhåndsvisning og billeder før og efter ligger samme sted.`,
    "## Sjekk av teksten / Kontrol af teksten",
    first,
    "## Klinisk forskjell / Klinisk forskel",
  ];
  const body = parts.join("\n\n") + "\n\n";
  return body + cut(tame(clinical), BODY_LIMIT - body.length, left);
}

function cut(text, limit, left) {
  if (text.length <= limit) return text.trimEnd();
  const lines = text.slice(0, limit - left.length - 8).split("\n").slice(0, -1);
  const fences = lines.filter((line) => line.trim().startsWith("```")).length;
  return lines.join("\n") + (fences % 2 ? "\n```" : "") + left;
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
    for (const paste of Array.isArray(finding.paste) ? finding.paste : []) {
      const { file, line, text } = paste;
      if (typeof text !== "string" || text.includes("\n") || text.includes("````") || text.length > 2000) continue;
      if (!PAGE.test(file) || !Number.isInteger(line) || !shown.get(file)?.has(line)) continue;
      const said = tame(String(finding.message ?? "")).slice(0, 1000);
      const before = wanted.get(`${file}:${line}`);
      if (before && before.text !== text) continue; // two ways to mend one line: the first stands
      wanted.set(`${file}:${line}`, { file, line, text, said: before ? [...before.said, said] : [said] });
    }
  }
  return [...wanted.values()].slice(0, SUGGESTION_LIMIT).map(({ file, line, text, said }) => {
    const words = [...new Set(said)].join("\n\n");
    const key = createHash("sha256").update(JSON.stringify([file, line, text, words])).digest("hex").slice(0, 16);
    return { path: file, line, key, body: `${SUGGESTION_MARK}${key} -->\n${words}\n\n\`\`\`\`suggestion\n${text}\n\`\`\`\`` };
  });
}

async function read(folder, name, otherwise) {
  try {
    return await readFile(`${folder}/${name}`, "utf8");
  } catch {
    return otherwise;
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
  const missing = "Ikke laget: kjøringen stoppet før. / Ikke lavet: kørslen stoppede inden.";
  const body = comment({
    check: await read(folder, "check.md", missing),
    clinical: await read(folder, "clinical.md", missing),
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
    await github.rest.pulls.createReviewComment({
      ...context.repo, pull_number: pull.number, commit_id: run.head_sha, path, line, side: "RIGHT", body: said,
    });
  }
}
