/** The embedded exchange, started on loopback. */
export type SimulatorOptions = {
	readonly seed: number;
	/** 0 = any free port. */
	readonly port: number;
	/** Path of a scenario file; undefined = a healthy exchange. */
	readonly scenario: string | undefined;
};

export type RunningSimulator = {
	/** `http://127.0.0.1:PORT` */
	readonly restUrl: string;
	/** The demo account's invented key, so that `--demo` can sign like any client. */
	readonly credentials: { readonly key: string; readonly secret: string; readonly passphrase: string };
	readonly stop: () => Promise<void>;
};

export declare function startSimulator(options: SimulatorOptions): Promise<RunningSimulator>;
