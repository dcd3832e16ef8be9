/** An exact fraction: importances are decimals as people enter them, and their shares must add to one exactly. */
export type Fraction = { num: bigint; den: bigint };

const decimal = /^(\d{1,9})(?:\.(\d{1,9}))?$/;

/** The value of a decimal as entered; undefined when it is none. */
export function parse(text: string): Fraction | undefined {
  const found = decimal.exec(text.trim());
  if (!found) return undefined;
  const digits = found[2] ?? '';
  return reduce(BigInt(`${found[1]}${digits}`), 10n ** BigInt(digits.length));
}

/** Reads "3/20" or "1", as the server writes shares. */
export function parseShare(text: string): Fraction | undefined {
  const found = /^(\d+)(?:\/(\d+))?$/.exec(text);
  return found ? reduce(BigInt(found[1] ?? 0), BigInt(found[2] ?? 1)) : undefined;
}

function reduce(num: bigint, den: bigint): Fraction {
  let [a, b] = [num, den];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? { num: 0n, den: 1n } : { num: num / a, den: den / a };
}

/** Each importance as a share of their sum; none when the sum is zero or one of them is no decimal. */
export function shares(importances: string[]): (Fraction | undefined)[] {
  const values = importances.map(parse);
  const sum = values.reduce<Fraction>(
    (total, one) => (one ? reduce(total.num * one.den + one.num * total.den, total.den * one.den) : total),
    { num: 0n, den: 1n },
  );
  if (sum.num === 0n || values.includes(undefined)) return importances.map(() => undefined);
  return values.map((one) => one && reduce(one.num * sum.den, one.den * sum.num));
}

export function exact({ num, den }: Fraction): string {
  return den === 1n ? `${num}` : `${num}/${den}`;
}

/** The nearest number, for showing a percentage. */
export function approximate({ num, den }: Fraction): number {
  return Number((num * 10n ** 12n) / den) / 1e12;
}
