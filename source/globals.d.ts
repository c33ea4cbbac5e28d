/** The package's version, written in by the bundler. */
declare const __KCMON_VERSION__: string;
