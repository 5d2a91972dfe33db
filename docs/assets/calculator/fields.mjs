// The fields of a calculator's form: what can be typed or chosen in them, what they come with, and the error beside each.

/** @typedef {HTMLInputElement | HTMLSelectElement} Control */

/** @param {EventTarget | null} target @returns {target is Control} */
export const isControl = (target) => target instanceof HTMLInputElement || target instanceof HTMLSelectElement;

/** Whether its value comes letter by letter. @param {Control} control */
export const isTyped = (control) => control instanceof HTMLInputElement && control.type === "text";

/** @param {Element} field @returns {Control[]} */
export const controlsOf = (field) => [...field.querySelectorAll("input, select")].filter(isControl);

/**
 * Puts an error at its field, or takes it away.
 * @param {Element} field
 * @param {string} message  empty for none
 */
export function setError(field, message) {
  const place = field.querySelector(".ig-error");
  if (place instanceof HTMLElement && place.textContent !== message) place.textContent = message;
  if (place instanceof HTMLElement) place.hidden = !message;
  const marked = field.matches("fieldset") ? [field] : controlsOf(field);
  for (const element of marked) {
    if (message) element.setAttribute("aria-invalid", "true");
    else element.removeAttribute("aria-invalid");
  }
}

/**
 * Fills in what another calculator hands over.
 * @param {HTMLElement} field
 * @param {string} value  as the calculators write it, with a decimal point
 * @returns {string} label and value in words; empty if the field has no such choice
 */
export function fillIn(field, value) {
  const label = field.querySelector("label:not(.ig-option), legend")?.cloneNode(true);
  if (label instanceof Element) for (const extra of label.querySelectorAll(".ig-optional")) extra.remove();
  const name = (label?.textContent ?? "").replace(/\s+/g, " ").trim();
  const controls = controlsOf(field);
  const [first] = controls;
  if (first instanceof HTMLSelectElement) {
    if (![...first.options].some((option) => option.value === value)) return "";
    first.value = value;
    return `${name} ${first.selectedOptions[0]?.textContent?.trim() ?? ""}`;
  }
  if (first?.type === "radio") {
    const chosen = controls.find((control) => control.value === value);
    if (!(chosen instanceof HTMLInputElement)) return "";
    chosen.checked = true;
    return `${name} ${chosen.closest("label")?.textContent?.trim() ?? ""}`;
  }
  if (!first) return "";
  first.value = /^\d+\.\d+$/.test(value) ? value.replace(".", ",") : value;
  const unit = field.querySelector(".ig-unit")?.textContent?.trim();
  return `${name} ${first.value}${unit ? `\u00a0${unit}` : ""}`;
}
