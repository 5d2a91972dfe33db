// Puts the record of the sentences on the branch of a pull request, when somebody with a right to write has said the word there.
// The record was worked out by a job that may only read. Here it is one file of limited size, and GitHub is asked for the rest: who
// wrote the word, whether the text is still the one that they saw, and where the branch is.
import { constants } from "node:fs";
import { open } from "node:fs/promises";

import { plain } from "./comment.mjs";

const RECORD = "docs/sentences.json";
const RECORD_LIMIT = 1_000_000; // characters
const FILE_LIMIT = 5_000_000; // bytes
const SHOWN = 20;
const MAY_WRITE = ["admin", "maintain", "write"];

async function read(file) {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size } = await handle.stat();
    if (size > FILE_LIMIT) throw new Error(`${size} bytes; at most ${FILE_LIMIT} are taken`);
    return JSON.parse(await handle.readFile("utf8"));
  } finally {
    await handle.close();
  }
}

/** Whether GitHub knew this commit as the newest one of the pull request before the word was written: times that nobody else can set. */
async function isSeen(github, context, head) {
  const asked = { ...context.repo, workflow_id: "review.yml", head_sha: head, event: "pull_request" };
  const runs = await github.paginate(github.rest.actions.listWorkflowRuns, asked);
  const said = Date.parse(context.payload.comment.created_at);
  return runs.length > 0 && runs.every((run) => Date.parse(run.created_at) < said);
}

/** Writes the record, and answers; of what is not taken it says why. */
export async function write({ github, context, file, head }) {
  const { owner, repo } = context.repo;
  const { issue, comment, repository } = context.payload;
  const answer = (body) => github.rest.issues.createComment({ owner, repo, issue_number: issue.number, body });
  const not = (nb, da) => answer(`Ikke bekreftet: ${nb}\n\nIkke bekræftet: ${da}`);
  const right = await github.rest.repos.getCollaboratorPermissionLevel({ owner, repo, username: comment.user.login });
  if (!MAY_WRITE.includes(right.data.permission)) return undefined; // nobody is told: anybody could make it write
  const said = await read(file);
  if (said.refused) return not(plain(said.refused), "se ovenfor.");
  if (typeof said.record !== "string" || said.record.length > RECORD_LIMIT) throw new Error("no record, or too long");
  const { data: pull } = await github.rest.pulls.get({ owner, repo, pull_number: issue.number });
  if (pull.state !== "open") return not("den er lukket.", "den er lukket.");
  if (pull.head.sha !== head || !(await isSeen(github, context, head)))
    return not("teksten er endret etter at ordet ble skrevet. Les den, og skriv det igjen.", "teksten er ændret, efter at ordet blev skrevet. Læs den, og skriv det igen.");
  if (pull.head.repo?.full_name !== repository.full_name)
    return not(
      "grenen ligger i en annen kopi av prosjektet, der dette ikke kan skrives. Den som eier den, kan kjøre: python3 scripts/check.py --confirm all",
      "grenen ligger i en anden kopi af projektet, hvor dette ikke kan skrives. Den, der ejer den, kan køre: python3 scripts/check.py --confirm all",
    );
  if (pull.head.ref === repository.default_branch) throw new Error("the main branch is nobody's pull request");
  const parent = await github.rest.git.getCommit({ owner, repo, commit_sha: head });
  const entry = { path: RECORD, mode: "100644", type: "blob", content: said.record };
  const tree = await github.rest.git.createTree({ owner, repo, base_tree: parent.data.tree.sha, tree: [entry] });
  const message = `Both languages were read side by side: confirmed in #${issue.number} by ${comment.user.login}`;
  const commit = await github.rest.git.createCommit({ owner, repo, message, tree: tree.data.sha, parents: [head] });
  // Never by force: what was pushed meanwhile stays, and this then fails.
  await github.rest.git.updateRef({ owner, repo, ref: `heads/${pull.head.ref}`, sha: commit.data.sha, force: false });
  const shown = Array.isArray(said.shown) ? said.shown.slice(0, SHOWN) : [];
  const lines = shown.map((pair) => `- ${plain(pair?.nb)}\n  ${plain(pair?.da)}`);
  const left = Number(said.count) > lines.length ? [`… ${Number(said.count) - lines.length}`] : [];
  return answer(
    ["Bekreftet at begge språk sier det samme: / Bekræftet, at begge sprog siger det samme:", ...lines, ...left,
      "Lukk og åpne pull requesten igjen for at kontrollene skal gå på den nye innsendingen. / Luk og åbn pull requesten igen, så kontrollerne kører."].join("\n\n"),
  );
}
