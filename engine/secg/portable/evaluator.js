/* An evaluator of the portable rule model (portable/model.py): derives a Code's conclusions and proves each of them.

   A value is a number, a bigint (a whole number beyond 2^53), a text, or a day as "2019-03-01". The vocabulary tells
   days from texts. A row is an array of values; relations are an object from predicate to rows. Nothing is fetched, and
   nothing in a model is executed. */

"use strict";

const LARGEST = 10n ** 18n - 1n;
const FIRST_DAY = "0001-01-01";
const LAST_DAY = "9999-12-31";

/* ---- whole numbers, exact at any size that the engine allows ---- */

function whole(big) {
  if (big > LARGEST || big < -LARGEST) throw new RangeError("E813: a number grows beyond 18 digits");
  const number = Number(big);
  return Number.isSafeInteger(number) ? number : big;
}

function isNumber(value) {
  return typeof value === "number" || typeof value === "bigint";
}

/* The entry of a table for a name in a model. Raises TypeError for a name that is of another version of the model. */
function entryOf(table, kind, name) {
  if (!Object.hasOwn(table, name)) throw new TypeError(`the ${kind} ${name} is of another version of the model`);
  return table[name];
}

const CALCULATE = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  mod: (left, right) => {
    const rest = left % right;
    return rest < 0 ? rest + right : rest;
  },
};

function calculate(operator, left, right) {
  const calculation = entryOf(CALCULATE, "calculation", operator);
  if (!isNumber(left) || !isNumber(right) || (operator === "mod" && right <= 0)) return undefined;
  if (typeof left === "number" && typeof right === "number") {
    const quick = calculation(left, right);
    if (Number.isSafeInteger(quick)) return quick === 0 ? 0 : quick; // no negative zero
  }
  return whole(calculation(BigInt(left), BigInt(right)));
}

/* ---- days ---- */

function isoDay(year, month, day) {
  const digits = (value, size) => String(value).padStart(size, "0");
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
}

function lastOfMonth(year, month) {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
}

/* The day moved by days or months; a month without such a day gives its last day, and the calendar's ends hold it. */
function shiftDay(day, step, unit) {
  if (unit !== "days" && unit !== "months") throw new TypeError(`the unit ${unit} is of another version of the model`);
  const [year, month, date] = day.split("-").map(Number);
  const beyond = step > 0 ? LAST_DAY : FIRST_DAY;
  if (unit === "days") {
    const moved = new Date(Date.UTC(2000, month - 1, date));
    moved.setUTCFullYear(year, month - 1, date + step);
    const there = moved.getUTCFullYear();
    return there >= 1 && there <= 9999 ? isoDay(there, moved.getUTCMonth() + 1, moved.getUTCDate()) : beyond;
  }
  const months = year * 12 + month - 1 + step;
  const there = Math.floor(months / 12);
  if (!(there >= 1 && there <= 9999)) return beyond;
  const named = months - there * 12 + 1;
  return isoDay(there, named, Math.min(date, lastOfMonth(there, named)));
}

/* ---- expressions and comparisons; undefined where there is no value ---- */

function evaluate(expression, values) {
  switch (expression[0]) {
    case "const":
    case "date":
      return expression[1];
    case "big":
      return whole(BigInt(expression[1]));
    case "var":
      return values.known.get(expression[1]);
    case "any":
      return undefined;
    case "shift": {
      const base = evaluate(expression[1], values);
      const amount = evaluate(expression[3], values);
      if (base === undefined || !isNumber(amount)) return undefined;
      return shiftDay(base, expression[2] * Number(amount), expression[4]);
    }
    default: // a calculation
      return calculate(expression[0], evaluate(expression[1], values), evaluate(expression[2], values));
  }
}

const COMPARE = {
  "=": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  "<": (left, right) => order(left, right) < 0,
  "<=": (left, right) => order(left, right) <= 0,
  ">": (left, right) => order(left, right) > 0,
  ">=": (left, right) => order(left, right) >= 0,
};

const FOLD = {
  count: (values) => values.length,
  sum: (values) => values.filter(isNumber).reduce((total, value) => calculate("+", total, value), 0),
  min: (values) => (values.length ? values.reduce((best, value) => (order(value, best) < 0 ? value : best)) : undefined),
  max: (values) => (values.length ? values.reduce((best, value) => (order(value, best) > 0 ? value : best)) : undefined),
};

/* ---- relations ---- */

function rowKey(row) {
  let key = "";
  for (const value of row) {
    const text = String(value);
    key += `${isNumber(value) ? "n" : "t"}${text.length}:${text}`;
  }
  return key;
}

function order(left, right) {
  if (left === right) return 0;
  if (isNumber(left) || isNumber(right)) return isNumber(left) && (!isNumber(right) || left < right) ? -1 : 1;
  // by code points, as the engine orders texts: a surrogate stands for one beyond those of every other code unit
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  if (at === left.length || at === right.length) return left.length - right.length;
  const rank = (unit) => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
  return rank(left.charCodeAt(at)) - rank(right.charCodeAt(at));
}

/* The distinct rows in the engine's order; the rows are put in order where they are. */
function sortedRows(rows) {
  let twice = false; // rows that are the same are compared with one another at some time
  rows.sort((left, right) => {
    for (let at = 0; at < left.length; at++) {
      const placed = left[at] === right[at] ? 0 : order(left[at], right[at]);
      if (placed) return placed;
    }
    twice = true;
    return 0;
  });
  return twice ? rows.filter((row, at) => at === 0 || row.some((value, place) => value !== rows[at - 1][place])) : rows;
}

const NONE = [];
const FEW = 3; // so many rows are sooner looked through than looked up

class Relations {
  constructor(base) {
    this.rows = new Map(Object.entries(base));
    this.index = new Map();
  }

  of(predicate) {
    return this.rows.get(predicate) || NONE;
  }

  holds(predicate, row) {
    return this.with(predicate, 0, row[0]).some((other) => other.every((value, at) => value === row[at]));
  }

  /* The rows that may match: all that do, and perhaps some more. They agree with the rarest bound argument. */
  matching(predicate, terms, values) {
    let best = this.rows.get(predicate) || NONE;
    for (let at = 0; at < terms.length && best.length > FEW; at++) {
      const value = evaluate(terms[at], values);
      const fitting = value === undefined ? best : this.with(predicate, at, value);
      if (fitting.length < best.length) best = fitting;
    }
    return best;
  }

  /* The rows of a predicate that have a value in a place. */
  with(predicate, at, value) {
    let places = this.index.get(predicate);
    if (!places) this.index.set(predicate, (places = []));
    if (!places[at]) {
      places[at] = new Map();
      for (const row of this.of(predicate)) {
        const others = places[at].get(row[at]);
        if (others) others.push(row);
        else places[at].set(row[at], [row]);
      }
    }
    return places[at].get(value) || NONE;
  }
}

/* The values of variables by name. One object serves a whole rule: what a literal binds is taken back behind it. */
class Values {
  constructor(pairs) {
    this.known = new Map(pairs);
    this.bound = [];
  }

  bind(name, value) {
    this.known.set(name, value);
    this.bound.push(name);
  }

  /* Take back what was bound since `bound` had this length. */
  backTo(length) {
    while (this.bound.length > length) this.known.set(this.bound.pop(), undefined);
  }

  /* A copy in which the names have these values. */
  extended(names, values) {
    const copy = new Values(this.known);
    names.forEach((name, at) => copy.known.set(name, values[at]));
    return copy;
  }
}

/* Whether a row fits. What it binds stays bound, also where it does not fit. */
function unify(terms, row, values) {
  for (let at = 0; at < terms.length; at++) {
    const term = terms[at];
    const kind = term[0];
    if (kind === "any") continue;
    const value = kind === "const" ? term[1] : kind === "var" ? values.known.get(term[1]) : evaluate(term, values);
    if (value === undefined) values.bind(term[1], row[at]);
    else if (value !== row[at]) return false;
  }
  return true;
}

/* Whether a row fits, with nothing bound. */
function fits(terms, row, values) {
  const before = values.bound.length;
  const fitting = unify(terms, row, values);
  values.backTo(before);
  return fitting;
}

/* ---- evaluation ---- */

/* The distinct values of the named variables between an aggregate's braces, for the group that `values` gives. */
function contributions(literal, values, relations) {
  const [, , , , group, names, body] = literal;
  const start = new Values(group.map((name) => [name, values.known.get(name)]));
  const distinct = new Map();
  solve(body, start, relations, (solution) => {
    const part = names.map((name) => solution.known.get(name));
    distinct.set(rowKey(part), part);
  });
  return [...distinct.values()];
}

function aggregateValue(literal, values, relations) {
  const [, , name, expression, , names] = literal;
  const valueOf = (part) => (expression === null ? 1 : evaluate(expression, values.extended(names, part)));
  const parts = contributions(literal, values, relations).map(valueOf);
  return entryOf(FOLD, "function", name)(parts.filter((value) => value !== undefined));
}

/* Calls `each` for every solution of the literals from `at` on, while `values` hold it. */
function solve(body, values, relations, each, at = 0) {
  const before = values.bound.length;
  for (; at < body.length; at++) {
    const literal = body[at];
    if (literal[0] === "atom") {
      const held = values.bound.length;
      for (const row of relations.matching(literal[1], literal[2], values)) {
        if (unify(literal[2], row, values)) solve(body, values, relations, each, at + 1);
        values.backTo(held);
      }
      break;
    }
    if (!isMet(literal, values, relations)) break;
  }
  if (at === body.length) each(values);
  values.backTo(before);
}

/* Whether a literal other than an atom is met; what it binds stays bound. */
function isMet(literal, values, relations) {
  switch (literal[0]) {
    case "not":
      return !relations.matching(literal[1], literal[2], values).some((row) => fits(literal[2], row, values));
    case "test": {
      const compare = entryOf(COMPARE, "comparison", literal[1]);
      const left = evaluate(literal[2], values);
      const right = evaluate(literal[3], values);
      return left !== undefined && right !== undefined && compare(left, right);
    }
    case "let":
    case "fold": {
      const value = literal[0] === "let" ? evaluate(literal[2], values) : aggregateValue(literal, values, relations);
      const bound = values.known.get(literal[1]);
      if (bound === undefined && value !== undefined) values.bind(literal[1], value);
      return value !== undefined && (bound === undefined || bound === value);
    }
    default:
      throw new TypeError(`a literal of kind ${literal[0]} is of another version of the model`);
  }
}

/* Everything that a Code of a model concludes from base relations, as Relations. */
function derive(model, code, base) {
  if (model.schema !== "secg-model/1") throw new TypeError(`${model.schema} is not the model that this reads`);
  const relations = new Relations(base);
  for (const [predicate, numbers] of code.order) {
    const rows = [];
    for (const number of numbers) {
      const { head, body } = model.rules[number];
      solve(body, new Values(), relations, (values) => rows.push(head[1].map((term) => evaluate(term, values))));
    }
    relations.rows.set(predicate, sortedRows(rows));
  }
  return relations;
}

/* ---- proofs: the smallest tree of rules and facts below an atom ---- */

const LEAF = { size: 1, unnumbered: 0 };

/* The nodes of a proof with these premises, and how many of its rules stand under paragraphs without a number. */
const costOf = (premises) => ({
  size: premises.reduce((total, premise) => total + premise.size, 1),
  unnumbered: premises.reduce((total, premise) => total + premise.unnumbered, 0),
});

const isLess = (left, right) => left.size < right.size || (left.size === right.size && left.unnumbered < right.unnumbered);

class Prover {
  constructor(model, code, relations) {
    this.model = model;
    this.relations = relations;
    this.rules = new Map(code.order);
    this.known = new Map();
  }

  /* {predicate, row, rule, premises, size, unnumbered}; `rule` is null for what is stated. Undefined for what does not hold. */
  prove(predicate, row) {
    const key = `${predicate} ${rowKey(row)}`;
    if (this.known.has(key)) return this.known.get(key);
    let best;
    const stated = !this.rules.has(predicate) && this.relations.holds(predicate, row);
    if (stated) best = { predicate, row, rule: null, premises: [], ...LEAF };
    for (const number of this.rules.get(predicate) || []) {
      const rule = this.model.rules[number];
      const start = new Values();
      if (!unify(rule.head[1], row, start)) continue;
      solve(rule.body, start, this.relations, (values) => {
        const premises = rule.body.flatMap((literal) => this.premises(literal, values));
        const proof = { predicate, row, rule, premises, ...costOf(premises) };
        // the text of a paragraph whose number no source gives ends with its name in brackets
        if (rule.paragraph.endsWith(")")) proof.unnumbered += 1;
        if (!best || isLess(proof, best)) best = proof;
      });
    }
    this.known.set(key, best);
    return best;
  }

  /* The smallest proofs of a condition that holds under `values`. */
  premises(literal, values) {
    switch (literal[0]) {
      case "atom": {
        const rows = this.relations.matching(literal[1], literal[2], values);
        const proofs = rows.filter((row) => fits(literal[2], row, values)).map((row) => this.prove(literal[1], row));
        return [proofs.reduce((best, proof) => (isLess(proof, best) ? proof : best))];
      }
      case "not": {
        // a predicate of the engine's own has a blank in its name; its absence says nothing to a reader
        if (literal[1].includes(" ")) return [];
        return [{ absent: literal[1], row: literal[2].map((term) => evaluate(term, values) ?? null), ...LEAF }];
      }
      case "test":
        return [{ compared: literal[1], left: evaluate(literal[2], values), right: evaluate(literal[3], values), ...LEAF }];
      case "let":
        return [{ compared: "=", left: values.known.get(literal[1]), right: evaluate(literal[2], values), ...LEAF }];
      case "fold": {
        const proofs = contributions(literal, values, this.relations).flatMap((part) => {
          const inner = values.extended(literal[5], part);
          return literal[6].flatMap((condition) => this.premises(condition, inner));
        });
        return [{ counted: literal[2], value: values.known.get(literal[1]), premises: proofs, ...costOf(proofs) }];
      }
      default:
        throw new TypeError(`a literal of kind ${literal[0]} is of another version of the model`);
    }
  }
}

if (typeof module !== "undefined") module.exports = { derive, Prover, shiftDay, calculate };
