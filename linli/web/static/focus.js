// Where the cursor goes in a form that opens or comes back: to what is wrong, else to its first field; of several to
// choose from to the one that is chosen, and never to a list for which a field to type in stands.
const FIELDS = "textarea, input:not([type=hidden]), select:not([data-dressed]), button";

const focusOn = (field) => {
  const group = field.type === "radio" ? [...field.form.querySelectorAll(`[name="${field.name}"]`)] : [];
  (group.find((radio) => radio.checked) ?? field).focus();
};

export const focusWrong = (root) => {
  const first = [...root.querySelectorAll(".field-wrong")].map((field) => field.querySelector(FIELDS)).find(Boolean);
  if (first) focusOn(first);
  return Boolean(first);
};

export const focusFirst = (root) => {
  const first = root.querySelector(FIELDS);
  if (!focusWrong(root) && first) focusOn(first);
};
