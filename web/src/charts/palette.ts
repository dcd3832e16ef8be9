/** Eight colours told apart by colour-blind people and in grey (after Okabe and Ito, darkened for white paper). */
export const series = ['#0958d9', '#d55e00', '#007f5f', '#b83280', '#5b6470', '#a67c00', '#3f8fc4', '#6a3d9a'];

/** The one ramp for ordered scales, from very dissatisfied to very satisfied, neutral in the middle. */
const low = ['#a3440b', '#d98b4a'];
const middle = '#b4bac2';
const high = ['#6f9fd8', '#1f5fae'];

/** n colours of the ramp from the worst to the best option, evenly taken from it. */
export function ramp(n: number): string[] {
  const five = [...low, middle, ...high];
  if (n <= 1) return five.slice(-1);
  return Array.from({ length: n }, (_, i) => {
    const at = (i / (n - 1)) * (five.length - 1);
    const left = Math.floor(at);
    return mix(five[left] ?? middle, five[Math.min(left + 1, five.length - 1)] ?? middle, at - left);
  });
}

function mix(a: string, b: string, part: number): string {
  const channel = (text: string, i: number) => Number.parseInt(text.slice(1 + 2 * i, 3 + 2 * i), 16);
  const hex = [0, 1, 2].map((i) =>
    Math.round(channel(a, i) * (1 - part) + channel(b, i) * part)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${hex.join('')}`;
}
