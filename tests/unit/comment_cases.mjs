// Runs comment.mjs against a GitHub made of plain values, and prints what it did, as JSON.
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";

const { comment, plain, post, shownLines, suggestions, tame, tidy } = await import(process.argv[2]);
const folder = mkdtempSync(`${tmpdir()}/report-`);
const patch = "@@ -10,3 +10,4 @@ x\n a\n-b\n+c\n+d\n e";
const finding = (file, line, text) => ({ message: "si @alle", paste: [{ file, line, text }] });
const PAGE = "docs/nb/ivig/dose.md";

function hub({ refuses = false, comments = [], review = [], sha = "f00d", files = [{ filename: PAGE, patch }] } = {}) {
  const calls = [];
  const rest = { issues: {}, pulls: {} };
  const lists = {
    pulls: { list: [{ number: 7, head: { sha, repo: { full_name: "someone/fork" } } }], listFiles: files, listReviewComments: review },
    issues: { listComments: comments },
  };
  for (const [kind, names] of Object.entries(lists)) for (const [name, rows] of Object.entries(names)) rest[kind][name] = { rows };
  for (const [kind, name] of [["issues", "createComment"], ["issues", "updateComment"], ["pulls", "createReviewComment"], ["pulls", "deleteReviewComment"]])
    rest[kind][name] = async (options) => {
      if (refuses && name === "createReviewComment") throw new Error("Unprocessable");
      calls.push({ name, ...options });
    };
  return { calls, rest, paginate: async (list, options) => (calls.push({ name: "list", ...options }), list.rows) };
}

const context = {
  repo: { owner: "ours", repo: "guide" },
  payload: { workflow_run: { head_sha: "f00d", head_branch: "ret", html_url: "https://example.org/run", head_repository: { full_name: "someone/fork", owner: { login: "someone" } } } },
};
const core = { info() {}, warning() {} };
async function run(options) {
  const github = hub(options);
  await post({ github, context, core, folder });
  return github.calls.filter((call) => call.name !== "list");
}

async function linked() {
  for (const name of ["check.md", "clinical.nb.md"]) rmSync(`${folder}/${name}`);
  symlinkSync("/etc/passwd", `${folder}/check.md`);
  writeFileSync(`${folder}/clinical.nb.md`, "x".repeat(1_000_001));
  return (await run()).find((call) => call.name === "createComment").body;
}

writeFileSync(`${folder}/check.md`, "1 feil\n");
writeFileSync(`${folder}/clinical.nb.md`, "Ingen svar blir annerledes\n");
writeFileSync(`${folder}/clinical.da.md`, "Ingen svar bliver anderledes\n");
writeFileSync(`${folder}/check.json`, JSON.stringify({ findings: [finding(PAGE, 11, "c mended"), finding(PAGE, 99, "far away")] }));
const first = await run();
const bot = { login: "github-actions[bot]" };
const [made] = first.filter((call) => call.name === "createComment");
const [suggested] = first.filter((call) => call.name === "createReviewComment");
const standing = { comments: [{ id: 1, user: bot, body: made.body }], review: [{ id: 2, user: bot, body: suggested.body }] };
console.log(
  JSON.stringify({
    tame: tame("@alle ![x](y) <!-- guide-review --> <img src=x> </p> #12 #ref-8 < 4 g/l <details open> a\r\n````\rb"),
    kept: tame("<details><summary>Alle</summary>\n\n| [< 4 g/l]{#mr-x} |\n\n</details>"),
    tidy: [
      "- a\n\n  ```markdown\n  | x |\n  ```\n", "```\nx", "- a\n\n  ```\n  x\nb", "```x `\ny", "````\nx", "~~~~\n```\n~~~\nx", "x ``` y", "    ```\nx",
      "<details>\n```\nx", "<details>\n\n<details>x</details>", "</details></details>x",
    ].map(tidy),
    shown: [...shownLines(patch)],
    plain: [
      "ok\n\n```suggestion\n[9 ml/kg]{#nel-rate-1}\n```\n", "~~~~suggestion\rx", "<details><summary>x</summary>", "</details>", "<!-- x", "`` x",
      "# x", "| a |\n| - |", "[x](https://example.org)", "![x](y)", "&lt;details&gt;", "a\u0085\u2028```suggestion", "> x", "- [ ] x", "1. x", "\u202e``\u200b`suggestion", "$$\\href{https://example.org}{x}$$",
    ].map(plain),
    plainLong: plain("x😀".repeat(40_000)),
    crowded: suggestions([{ message: "```suggestion\nevil\n```\n<details>", paste: [{ file: PAGE, line: 11, text: "c" }] },
      ...Array.from({ length: 500 }, (_, n) => ({ message: `${n} ${"y".repeat(5_000)}`, paste: [{ file: PAGE, line: 11, text: "c" }] }))], [{ filename: PAGE, patch }]),
    outer: comment({ check: "", clinical: { nb: "</details>\n\nspilt", da: "x" }, head: "f00d", run: "https://example.org/run" }),
    long: comment({ check: "```\n" + "x\n".repeat(60_000), clinical: { nb: "y\n".repeat(60_000), da: "<details>\n\n".repeat(9_000) }, head: "f00d", run: "https://example.org/run" }).length,
    outside: suggestions([finding("scripts/check.py", 11, "x"), finding(PAGE, "11", "x"), finding(PAGE, 11, "a\nb"), finding(PAGE, 11, "a\rb"), null, { paste: [null] }, finding("docs/nb/../../x.md", 11, "x")], [{ filename: PAGE, patch }, { filename: "scripts/check.py", patch }]),
    first,
    again: await run(standing),
    changed: await run({ comments: [{ id: 1, user: bot, body: made.body + "old" }], review: [{ id: 2, user: bot, body: suggested.body.replace(/suggestion \w+/, "suggestion 0000") }] }),
    foreign: await run({ comments: [{ id: 1, user: { login: "someone" }, body: made.body }], review: standing.review }),
    moved: await run({ sha: "beef" }),
    refused: await run({ refuses: true }),
    linked: await linked(),
  }),
);
