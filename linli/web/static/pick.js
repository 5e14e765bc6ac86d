// A long list in which one types to find: an ARIA combobox over a plain select, which stays the form's field.
const MOST_SHOWN = 80;
let number = 0;

export const dressPicks = (root) => {
  for (const select of root.querySelectorAll("select[data-pick]:not([data-dressed])")) new Pick(select);
};

class Pick {
  constructor(select) {
    this.select = select;
    select.dataset.dressed = "1";
    this.options = [...select.options].map((option) => ({
      option,
      group: option.parentElement.label ?? "",
      text: `${option.textContent} ${option.parentElement.label ?? ""}`.toLowerCase(),
    }));
    this.build();
    this.listen();
    this.showChosen();
  }

  build() {
    const id = `pick-${++number}`;
    this.box = document.createElement("div");
    this.box.className = "pick";
    this.input = Object.assign(document.createElement("input"), {
      type: "text", id: `${id}-input`, className: "form-control pick-input", autocomplete: "off",
    });
    const words = { role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list" };
    for (const [name, value] of Object.entries(words)) this.input.setAttribute(name, value);
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (this.select.hasAttribute(name)) this.input.setAttribute(name, this.select.getAttribute(name));
    }
    this.list = Object.assign(document.createElement("ul"), { id, className: "pick-list card", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.box.append(this.input, this.list);
    this.select.after(this.box);
    this.select.classList.add("pick-select");
    this.select.tabIndex = -1;
    this.select.setAttribute("aria-hidden", "true");
    const label = document.querySelector(`label[for="${this.select.id}"]`);
    if (label) label.htmlFor = this.input.id;
  }

  listen() {
    this.input.addEventListener("focus", () => { this.input.select(); });
    this.input.addEventListener("click", () => this.open(""));
    this.input.addEventListener("input", (event) => { event.stopPropagation(); this.open(this.input.value); });
    this.input.addEventListener("change", (event) => event.stopPropagation());
    this.input.addEventListener("blur", () => { this.close(); this.showChosen(); });
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const row = event.target.closest("[role=option]");
      if (row) this.choose(row);
    });
  }

  press(event) {
    const keys = { ArrowDown: () => this.step(1), ArrowUp: () => this.step(-1), Enter: () => this.enter(event),
      Escape: () => { if (!this.list.hidden) event.stopPropagation(); this.close(); this.showChosen(); } };
    if (!(event.key in keys)) return;
    if (event.key.startsWith("Arrow")) event.preventDefault();
    keys[event.key]();
  }

  enter(event) {
    if (this.list.hidden) return;
    event.preventDefault();
    const row = this.list.querySelector("[aria-selected=true]") ?? this.list.querySelector("[role=option]");
    if (row) this.choose(row);
  }

  step(by) {
    if (this.list.hidden) this.open("");
    const rows = [...this.list.querySelectorAll("[role=option]")];
    if (!rows.length) return;
    const at = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
    this.mark(rows[(at + by + rows.length) % rows.length]);
  }

  mark(row) {
    for (const other of this.list.querySelectorAll("[aria-selected=true]")) other.removeAttribute("aria-selected");
    row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row.id);
  }

  open(typed) {
    const wanted = typed.trim().toLowerCase().split(/\s+/);
    const fitting = this.options.filter(({ text }) => wanted.every((part) => text.includes(part)));
    this.list.replaceChildren();
    let group = "";
    fitting.slice(0, MOST_SHOWN).forEach((found, index) => {
      if (found.group && found.group !== group) this.list.append(this.heading(found.group));
      group = found.group;
      this.list.append(this.row(found.option, index));
    });
    this.list.hidden = !fitting.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    const chosen = this.list.querySelector(`[data-value="${CSS.escape(this.select.value)}"]`);
    if (!typed && chosen) this.mark(chosen);
  }

  heading(words) {
    const line = document.createElement("li");
    line.className = "pick-group";
    line.setAttribute("role", "presentation");
    line.textContent = words;
    return line;
  }

  row(option, index) {
    const row = document.createElement("li");
    row.id = `${this.list.id}-${index}`;
    row.setAttribute("role", "option");
    row.dataset.value = option.value;
    row.textContent = option.textContent;
    return row;
  }

  choose(row) {
    this.select.value = row.dataset.value;
    this.close();
    this.showChosen();
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  showChosen() {
    const chosen = this.select.selectedOptions[0];
    this.input.value = chosen?.value ? chosen.textContent : "";
    this.input.placeholder = this.select.options[0]?.value ? "" : this.select.options[0]?.textContent ?? "";
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
