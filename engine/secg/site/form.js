/* The parts of the scenario page: its form, each fact as the sentence of the vocabulary with fields in the place of its
   values; and what two outcomes say differently. */

"use strict";

/* The words of a fact about `party`, with what `field` gives in the place of each other value: texts and elements. */
function factWords(fact, party, field) {
  const [[subject]] = fact.arguments;
  const words = fact.says.split(/\{(\w+)\}/).map((part, at) => {
    if (at % 2 === 0) return part;
    if (part === subject) return party;
    return field(fact.arguments.findIndex(([name]) => name === part));
  });
  const first = words.findIndex((part) => part !== "");
  if (typeof words[first] === "string") words[first] = words[first][0].toUpperCase() + words[first].slice(1);
  return words;
}

/* A field for a value of a type; what is told of a fault stands beside it. */
function valueField(model, parties, type, attributes, chosen) {
  const labels = model.vocabulary.types[type];
  const options = type === "party" ? parties.map(({ party, name }) => [party, name]) : labels ? Object.entries(labels) : null;
  if (!options) {
    const kind = type === "date" ? "date" : "text";
    const numeric = isNumberType(type) ? "numeric" : null;
    return element("input", { ...attributes, type: kind, inputmode: numeric, value: chosen, placeholder: "not stated" });
  }
  const select = element("select", attributes, element("option", { value: "" }, "not stated"));
  for (const [value, words] of options) select.append(element("option", { value, selected: value === chosen }, words));
  return select;
}

/* Tell a fault beside a field, or take it away where there is none. */
function tellFault(field, fault) {
  const id = `${field.id}-fault`;
  const old = document.getElementById(id);
  if (old) old.remove();
  field.setAttribute("aria-invalid", String(fault !== ""));
  if (!fault) {
    field.removeAttribute("aria-describedby");
    return;
  }
  field.setAttribute("aria-describedby", id);
  field.closest("label, span").after(element("span", { id, class: "fault", role: "alert" }, `${fault}.`));
}

/* The fields for what is stated of a party on a day. `change` goes to the scenario with one change more. */
function factFields(model, parties, own, day, change) {
  const holding = holdingOn(own, day);
  const plain = element("fieldset", {}, element("legend", {}, "What is stated of the party on the day"));
  const before = document.getElementById("records");
  const open = before !== null && before.open;
  const records = element("details", { id: "records", open }, element("summary", {}, "Providers, assessments and other facts"));
  for (const fact of ofKind(model, "fact").filter(({ field }) => !field)) {
    const rows = holding.filter(([name]) => name === fact.name).map(([, row]) => row.slice(1));
    if (fact.arguments.length === 1) {
      plain.append(truthField(fact, rows.length > 0, change));
      continue;
    }
    const labels = model.vocabulary.types[fact.arguments[1][1]];
    if (fact.arguments.length > 2 || !(labels || fact.one_at_a_time)) records.append(recordFields(model, parties, fact, rows, change));
    else if (fact.one_at_a_time) plain.append(singleField(model, parties, fact, rows, change));
    else plain.append(choices(fact, labels, rows, change));
  }
  return [plain, records];
}

/* A fact without a value, which holds or not. */
function truthField(fact, holds, change) {
  const id = `fact-${fact.name}`;
  const onchange = ({ target }) => change(`${fact.name}=${target.checked ? "true" : ""}`);
  const words = factWords(fact, "the party").join("");
  const box = element("input", { type: "checkbox", id, checked: holds, onchange });
  return element("p", {}, element("span", { class: "box" }, box, element("label", { for: id, title: fact.name }, words)));
}

/* A fact with one value at a time. */
function singleField(model, parties, fact, rows, change) {
  const [, type] = fact.arguments[1];
  const stated = rows.length ? String(rows[0][0]) : "";
  const onchange = ({ target }) => {
    const fault = target.value === "" ? "" : valueFault(model, parties, type, target.value);
    tellFault(target, fault);
    if (!fault && target.value !== stated) change(`${fact.name}=${inChange(target.value)}`);
  };
  const field = valueField(model, parties, type, { id: `fact-${fact.name}`, onchange }, stated);
  return element("p", {}, element("label", { title: fact.name }, ...factWords(fact, "the party", () => field)));
}

/* A fact that holds or not of each of a few values. */
function choices(fact, labels, rows, change) {
  const group = element("fieldset", {}, element("legend", { title: fact.name }, ...factWords(fact, "the party", () => "…")));
  Object.entries(labels).forEach(([symbol, words], at) => {
    const id = `fact-${fact.name}-${at}`;
    const onchange = ({ target }) => change(`${fact.name}${target.checked ? "+=" : "-="}${symbol}`);
    const box = element("input", { type: "checkbox", id, checked: rows.some(([value]) => value === symbol), onchange });
    group.append(element("span", { class: "box" }, box, element("label", { for: id }, words)));
  });
  return group;
}

/* A fact of several values: what is stated, each with a way to take it away, and a way to state more. */
function recordFields(model, parties, fact, rows, change) {
  const names = fact.arguments.slice(1).map(([name]) => name);
  const changeOf = (how, values) => `${fact.name}${how}${values.map((value, at) => `${names[at]}:${inChange(value)}`).join(",")}`;
  const group = element("fieldset", {}, element("legend", { title: fact.name }, fact.name.replace(/_/g, " ")));
  rows.forEach((row, at) => {
    const words = factWords(fact, "the party", (place) => wordsOf(model, parties, fact.arguments[place][1], row[place - 1])).join("");
    const onclick = () => change(changeOf("-=", row));
    group.append(element("p", {}, `${words} `, element("button", { type: "button", id: `${fact.name}-${at}`, onclick, "aria-label": `Take away: ${words}` }, "Take away")));
  });
  const fields = [];
  const field = (place) => {
    const [name, type] = fact.arguments[place];
    fields[place - 1] = valueField(model, parties, type, { id: `add-${fact.name}-${name}`, "aria-label": name.replace(/_/g, " ") }, "");
    return fields[place - 1];
  };
  const words = factWords(fact, "the party", field);
  const onclick = () => {
    const faults = fields.map(({ value }, at) => (value ? valueFault(model, parties, fact.arguments[at + 1][1], value) : `${names[at].replace(/_/g, " ")} is missing`));
    fields.forEach((other, at) => tellFault(other, faults[at]));
    const wrong = faults.findIndex(Boolean);
    if (wrong >= 0) fields[wrong].focus();
    else change(changeOf("+=", fields.map(({ value }) => value)));
  };
  group.append(element("p", {}, element("span", {}, ...words), " ", element("button", { type: "button", id: `add-${fact.name}`, onclick, "aria-label": `State it: ${fact.name.replace(/_/g, " ")}` }, "State it")));
  return group;
}

/* A change in words: what is stated after it, or no more. */
function changeWords(model, parties, { fact, how, values }) {
  const declared = { ...model.vocabulary.predicates[fact], name: fact };
  const value = (place) => (values ? wordsOf(model, parties, declared.arguments[place][1], values[place - 1]) : "…");
  const words = factWords(declared, "the party", value).join("");
  return how === "-=" || !values ? `No longer stated: ${words}` : words;
}

/* What two outcomes beside one another say differently, row by row. */
function whatDiffers(left, right, names) {
  const told = [left, right].map((box) => {
    const rows = new Map(); // rows of different things may have the same words
    for (const { children: [head, state] } of box.querySelectorAll("tr")) {
      const others = rows.get(head.textContent);
      rows.set(head.textContent, others ? `${others}; ${state.textContent}` : state.textContent);
    }
    return rows;
  });
  const heads = [...new Set(told.flatMap((rows) => [...rows.keys()]))];
  const differing = heads.filter((head) => told[0].get(head) !== told[1].get(head));
  const box = element("section", { id: "differs" }, element("h3", {}, "What differs"));
  if (!differing.length) {
    box.append(element("p", {}, "Nothing: both give the same assessments and duties."));
    return box;
  }
  const columns = ["What", ...names].map((words) => element("th", { scope: "col" }, words));
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...columns)));
  for (const head of differing) {
    const cells = told.map((rows) => element("td", {}, rows.get(head) || "none"));
    table.append(element("tr", {}, element("th", { scope: "row" }, head), ...cells));
  }
  box.append(table);
  return box;
}
