// Firefox over WebDriver BiDi: each line on stdin is a command with its arguments, as JSON; each line on stdout its reply.
//
//     node firefox.mjs PROGRAM '{"javascript.options.wasm": false}'
//
// Ends, and Firefox with it, when stdin ends. tests/engines/firefox.py is the other side.
// @ts-check

import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const STEP_MS = 45_000;
const [executablePath = "", preferences = "{}"] = process.argv.slice(2);

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath,
  extraPrefsFirefox: JSON.parse(preferences),
  timeout: STEP_MS,
  protocolTimeout: STEP_MS,
});
// The window that Firefox opens by itself never gets the focus, and without it nothing opens by being clicked into.
const page = await browser.newPage();
page.setDefaultTimeout(STEP_MS);
await page.setViewport({ width: 1180, height: 820 });

/** @type {Record<string, (...args: any[]) => Promise<unknown>>} */
const commands = {
  ready: async () => null,
  open: async (address) => void (await page.goto(address)),
  // The page has no part in making the function: its policy forbids that.
  evaluate: (script, ...args) => page.evaluate(new Function("...args", `return (${script})(...args)`), ...args),
  click: (x, y) => page.mouse.click(x, y),
  press: (text) => page.keyboard.type(text),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...args] = JSON.parse(line);
  let reply;
  try {
    reply = { value: (await commands[name]?.(...args)) ?? null };
  } catch (error) {
    reply = { error: error instanceof Error ? error.message : String(error) };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
await browser.close();
