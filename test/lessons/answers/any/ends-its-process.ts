(globalThis as unknown as { process: { exit(code: number): void } }).process.exit(3);
