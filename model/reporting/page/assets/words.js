// Numbers and units as people read them.

const formats = new Map();

function formatted(value, least, most) {
  const key = `${least} ${most}`;
  if (!formats.has(key)) {
    const digits = { minimumFractionDigits: least, maximumFractionDigits: most };
    formats.set(key, new Intl.NumberFormat("en-GB", digits));
  }
  return formats.get(key).format(value);
}

const DECIMALS = { kg: [2, 2], days: [1, 1], batches: [1, 2], changeovers: [1, 2], months: [0, 0] };

/** A number in a table or tooltip, with the decimals that the workbook shows. */
function exact(value, unit) {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value !== "number") return String(value);
  if (unit === "share") return `${formatted(value * 100, 1, 1)}%`;
  if (unit === "year") return String(value);
  if (unit && unit.startsWith(money)) return formatted(value, 3, 3);
  const [least, most] = DECIMALS[unit] || [0, 3];
  return formatted(value, least, most);
}

/** A number on a chart: as short as its size allows. */
function short(value) {
  const size = Math.abs(value);
  if (size < 5e-7) return "0";
  if (size >= 99.95) return formatted(value, 0, 0);
  if (size >= 0.0995) return formatted(value, 1, 1);
  return formatted(value, 0, 3);
}

/** The heading of a column. */
const heading = (column) => (column.unit && column.unit !== "year" ? `${column.label} [${column.unit}]` : column.label);

/** "A, B and C". */
function listing(items) {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** The part of a period's label behind its year: Q1, H2, 07; "" for a year. */
const partOf = (label) => label.slice(5);

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A month "YYYY-MM" in words. */
const monthName = (month) => `${MONTHS[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;

/** A time stamp as its month. */
const monthOf = (stamp) => new Date(stamp).toISOString().slice(0, 7);

/** What a kind of cost is called. */
const headName = (head) => known.head_words[head] || head;
