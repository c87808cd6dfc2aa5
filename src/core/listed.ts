/** GitHub's lists lag behind: what was made so lately (milliseconds) and is in none of them is not gone. */
export const LISTED_MS = 10 * 60_000;
