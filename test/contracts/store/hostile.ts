/** What strangers write, all of it legal in a webhook's JSON. */
export const HOSTILE = { title: 'NUL \0, half \uD83D, whole 😀, "quoted" \\ {a,b}', z: 1, a: [null, { deep: true }] };
