// A tap must land where it was aimed. Leaving a field begins with the press on the next one: an error that appeared then
// would move that one away under the finger, and the press would be lost.

let isDown = false;
/** @type {(() => void)[]} */
let waiting = [];

function lift() {
  if (!isDown) return;
  isDown = false;
  // The click of this press comes first.
  setTimeout(() => {
    if (isDown) return;
    const due = waiting;
    waiting = [];
    for (const work of due) work();
  });
}

// After a touch the mouse's events come once more, and only then does the focus move.
for (const kind of ["pointerdown", "mousedown"]) document.addEventListener(kind, () => (isDown = true), { capture: true, passive: true });
for (const kind of ["pointerup", "pointercancel", "mouseup", "dragend", "keydown"])
  document.addEventListener(kind, lift, { capture: true, passive: true });
addEventListener("blur", (event) => event.target === window && lift());

/** Runs at once, or as soon as nothing is pressed any more. @param {() => void} work */
export function whenLifted(work) {
  if (isDown) waiting.push(work);
  else work();
}
