/* Situations and outcomes over the portable model: what a party's facts are on a day, and what a Code then says of the
   party. Pure functions; site.js shows what they give. */

"use strict";

/* A model whose rules and Codes name their parts by number, with these in their place. */
function unfolded(model) {
  const put = (numbers, members) => numbers.map((number) => members[number]);
  const rules = model.rules.map((rule) => {
    const { heads, literals, numbers } = model;
    return { ...rule, head: heads[rule.head], body: put(rule.body, literals), paragraph: numbers[rule.paragraph] };
  });
  const codes = model.codes.map((code) => ({ ...code, order: put(code.order, model.steps) }));
  return { ...model, rules, codes };
}

/* Parties of whose statements the rows lack the party, with the party in them. */
function unfoldedParties(parties) {
  return parties.map((party) => {
    const statements = party.statements.map(([predicate, row, from, to]) => [predicate, [party.party, ...row], from, to]);
    return { ...party, statements };
  });
}

function dayWords(day) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return day;
  const [year, month, date] = day.split("-").map(Number);
  const months = "January February March April May June July August September October November December".split(" ");
  return `${date} ${months[month - 1]} ${year}`;
}

/* The Code in force on a day: the last version that has begun; the first one before that. */
function codeOn(model, day) {
  const plain = model.codes.filter((code) => code.with.length === 0);
  return plain.reduce((chosen, code) => (code.in_force <= day ? code : chosen), plain[0]);
}

function codeName(code) {
  return [code.version, ...code.with].join(" with ");
}

/* The name of a Code for a reader: a number stands behind what the versions are called, as in SEC 5.20. */
function codeTitle(code, called) {
  return /^\d/.test(code.version) ? `${called} ${codeName(code)}` : codeName(code);
}

/* Duties as a reader needs them: contradictions and what is overdue first, then what has a day, then the others in their
   order. */
function inOrder(duties, day) {
  const rank = ({ days, due, status }) => {
    if (days.length > 1 || status === CONFLICT) return "";
    return due === null || status !== "applies" ? "9" : `${due < day ? 0 : 1} ${due}`;
  };
  return [...duties].sort((one, other) => (rank(one) < rank(other) ? -1 : Number(rank(one) > rank(other))));
}

function declared(model, predicate) {
  return model.vocabulary.predicates[predicate];
}

const DECLARED = new WeakMap(); // the predicates of each model by kind, which are asked for again and again

function ofKind(model, kind) {
  if (!DECLARED.has(model)) {
    const kinds = new Map();
    for (const [name, predicate] of Object.entries(model.vocabulary.predicates)) {
      if (!kinds.has(predicate.kind)) kinds.set(predicate.kind, []);
      kinds.get(predicate.kind).push({ name, ...predicate });
    }
    DECLARED.set(model, kinds);
  }
  return DECLARED.get(model).get(kind) || [];
}

function label(model, type, value) {
  const labels = Object.hasOwn(model.vocabulary.types, type) ? model.vocabulary.types[type] : {};
  return Object.hasOwn(labels, value) ? labels[value] : String(value);
}

/* A value as a reader says it. */
function wordsOf(model, parties, type, value) {
  if (value === null || value === undefined) return "anything";
  if (type === "date") return dayWords(value);
  if (typeof value === "number") return type === "year" ? String(value) : value.toLocaleString("en-GB");
  if (model.vocabulary.types[type]) return label(model, type, value);
  return (parties.find(({ party }) => party === value) || { name: textWords(model, type, String(value)) }).name;
}

/* A text as Wording of sentences.py prints it: what the policies write themselves as their type `item` calls it, and the
   name that the facts give a record between quotation marks. */
function textWords(model, type, text) {
  const items = model.vocabulary.types.item || {};
  const symbol = text.replace(/-/g, "_");
  if (Object.hasOwn(items, symbol)) return items[symbol];
  const words = /^[a-z0-9]+([-_][a-z0-9]+)+$/.test(text) ? text.replace(/[-_]/g, " ") : text;
  return type === "text" && /^(?!(some|any)thing$)[a-z0-9]+([-_][a-z0-9]+)*$/.test(text) ? `“${words}”` : words;
}

/* What holds on a day of all parties, as base relations. A party is {party, name, statements: [[predicate, row, from,
   to], …]}; `from` and `to` are days or null. */
function factsOn(model, parties, day) {
  const rows = new Map();
  const add = (predicate, row) => {
    if (!rows.has(predicate)) rows.set(predicate, []);
    rows.get(predicate).push(row);
  };
  for (const { statements } of parties) {
    for (const [predicate, row, from, to] of statements) {
      if ((from === null || from <= day) && (to === null || day <= to)) add(predicate, row);
    }
  }
  const names = parties.map(({ party }) => party);
  for (const given of ofKind(model, "given")) {
    const isDay = given.arguments.length === 1 && given.arguments[0][1] === "date";
    rows.set(given.name, isDay ? [[day]] : names.map((name) => [name]));
  }
  for (const fact of ofKind(model, "fact")) {
    if (fact.absent !== "unknown" && fact.absent !== "default") continue;
    const stated = new Set((rows.get(fact.name) || []).map((row) => row[0]));
    const lacking = names.filter((name) => !stated.has(name));
    if (fact.absent === "unknown") rows.set(`missing ${fact.name}`, lacking.map((name) => [name]));
    else for (const name of lacking) add(fact.name, [name, valueOf(fact.arguments[1][1], fact.default)]);
  }
  return Object.fromEntries(rows);
}

const BOUNDS = { count: [0, 2000000000], integer: [-2000000000, 2000000000], year: [1, 3] };

function isNumberType(type) {
  return Object.hasOwn(BOUNDS, type);
}

/* The value that a text stands for; a number may have underscores between its digits. */
function valueOf(type, text) {
  return isNumberType(type) ? Number(String(text).replace(/_/g, "")) : String(text);
}

/* Why a value cannot be one of a type; empty where it can. */
function valueFault(model, parties, type, text) {
  if (isNumberType(type)) {
    const [least, greatest] = BOUNDS[type];
    const number = /^-?\d[\d_]*$/.test(text) && text.length <= 20 ? valueOf(type, text) : NaN;
    if (least <= number && number <= greatest) return "";
    return `“${text}” is no whole number from ${least} to ${greatest}${text.includes(",") ? "; digits are grouped as in 250_000" : ""}`;
  }
  if (type === "date") {
    const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(NaN);
    const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) && text >= "0001";
    return isDay ? "" : `“${text}” is no day such as 2019-03-01`;
  }
  if (type === "party") return parties.some(({ party }) => party === text) ? "" : `there is no party “${text}”`;
  const labels = model.vocabulary.types[type];
  if (!labels) return text === text.trim() ? "" : `“${text}” has blanks at its ends`;
  return Object.hasOwn(labels, text) ? "" : `“${text}” is none of ${Object.keys(labels).join(", ")}`;
}

/* ---- what a Code says of a party ---- */

function same(left, right) {
  return right !== null && left.length === right.length && left.every((value, at) => value === right[at]);
}

const UNDETERMINED = "undetermined";
const CONFLICT = "conflict";

function decided(values, silent) {
  if (values.length + (silent ? 1 : 0) > 1) return CONFLICT;
  return values.length ? values[0] : UNDETERMINED;
}

function outcomes(model, relations, party) {
  const of = (name) => relations.with(name, 0, party);
  const holds = (kind, row) => ofKind(model, kind).some(({ name }) => relations.holds(name, row));
  const answers = [];
  const answered = new Set();
  for (const answer of ofKind(model, "answer")) {
    answered.add(answer.question);
    const silences = ofKind(model, "silence").filter(({ question }) => question === answer.question);
    for (const asked of of(answer.question)) {
      const rows = of(answer.name).filter((row) => same(row.slice(0, -1), asked));
      const silent = silences.some(({ name }) => relations.holds(name, asked));
      answers.push({ predicate: answer.name, question: asked, value: decided(rows.map((row) => row.at(-1)), silent), rows });
    }
  }
  const next = [];
  const open = ofKind(model, "silence").filter(({ question }) => !answered.has(question));
  const raising = [...new Set(open.flatMap(({ question, name }) => [question, name]))];
  for (const answer of ofKind(model, "next_assessment")) {
    const questions = new Map();
    for (const row of of(answer.name)) questions.set(JSON.stringify(row.slice(0, -1)), row.slice(0, -1));
    for (const row of raising.flatMap(of)) questions.set(JSON.stringify(row), row);
    for (const asked of questions.values()) {
      const rows = of(answer.name).filter((row) => same(row.slice(0, -1), asked));
      const silent = open.some(({ name }) => relations.holds(name, asked));
      next.push({ predicate: answer.name, question: asked, value: decided(rows.map((row) => row.at(-1)), silent), rows });
    }
  }
  const aboutDuty = ({ arguments: [, [, type]] }) => type === "duty";
  const warned = (predicates) => predicates.flatMap(({ name }) => of(name).map((row) => ({ predicate: name, row })));
  const doubted = warned(ofKind(model, "warning").filter(aboutDuty));
  const duties = [];
  const seen = new Set();
  for (const [kind, rows] of ["obligation", "unsettled"].map((name) => [name, ofKind(model, name)])) {
    for (const predicate of rows) {
      for (const row of of(predicate.name)) {
        const key = JSON.stringify(row);
        if (seen.has(key)) continue;
        seen.add(key);
        let status = holds("excuse", row) ? "excused" : holds("discharge", row) ? "discharged" : "applies";
        if (kind === "unsettled") status = "unsettled";
        else if (holds("unsettled", row)) status = CONFLICT;
        const due = ofKind(model, "due").flatMap(({ name }) => of(name).filter((other) => same(other.slice(0, 3), row)));
        const days = [...new Set(due.map((other) => other.at(-1)))].sort();
        // a warning about a duty stands beside it, where it applies
        const doubts = status === "applies" ? doubted.filter((doubt) => doubt.row[1] === row[1]) : [];
        duties.push({ predicate: predicate.name, row, status, days, due: days.length === 1 ? days[0] : null, doubts });
      }
    }
  }
  const warnings = warned(ofKind(model, "warning").filter((predicate) => !aboutDuty(predicate)));
  return { answers, next, duties, warnings };
}

const CONTRADICTED = "the paragraphs contradict each other";

const STATUS = {
  applies: "applies",
  excused: "excused",
  discharged: "done",
  unsettled: "not settled whether it applies",
  conflict: "two paragraphs contradict each other",
};

/* A rule's paragraph as reports cite it: G3.20(a), and G8 § counting where no source gives the number. */
function cited(rule) {
  const paragraph = rule.paragraph.replace(/, number not held \((.*)\)$/, " § $1");
  return rule.limb ? `${paragraph}(${rule.limb})` : paragraph;
}

/* Whether what the facts tell of a party stops long before a day. */
function stopsBefore(party, day) {
  return party.stale_after !== null && party.stale_after < day;
}

/* What is said of a day that has passed: where the facts stop long before, what was done since is not known. */
function overdueWords(party, day) {
  return stopsBefore(party, day) ? "overdue, unless done since" : "overdue";
}

/* What a reader must know before relying on an outcome: of the Code of the day, of another Code, of the party's facts.
   `runs` are [first day, [caution, …]] in order. */
function cautionsOn(model, runs, code, party, day) {
  const run = runs.reduce((chosen, other) => (other[0] <= day ? other : chosen), runs[0]);
  const told = [...run[1]];
  const inForce = codeOn(model, day);
  if (codeName(code) !== codeName(inForce)) told.push(`the Code of ${codeName(code)} is applied, and that of ${codeName(inForce)} is in force`);
  if (stopsBefore(party, day)) {
    told.push(`the facts stop at ${dayWords(party.told_to)}; what has changed or was done since is not told`);
  }
  return told;
}
