/**
 * A number that grows by `perMs` for every ms between the start of 2025 and a start of the venue. Counters that begin
 * there never repeat what an earlier run with the same seed has given out, as long as they take less than that a ms.
 */
export const startBase = (startedAt: number, perMs: number): number => Math.max(0, startedAt - yearZero) * perMs;

// 2025-01-01 00:00 UTC
const yearZero = 1_735_689_600_000;
