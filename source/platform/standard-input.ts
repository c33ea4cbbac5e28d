import type { ByteInput } from '../lib/seams.js';

/** Standard input as bytes. Nothing is read before `start`; after `stop` it does not keep the process alive. */
export function createStandardInput(): ByteInput {
	const { stdin } = process;
	let detach: (() => void) | undefined;

	return {
		start: ({ onBytes, onEnd }) => {
			if (detach !== undefined) {
				return;
			}

			const onData = (chunk: Buffer): void => onBytes(chunk);
			const finish = (problem: string | undefined): void => {
				if (detach !== undefined) {
					detach();
					detach = undefined;
					onEnd(problem);
				}
			};
			const onClose = (): void => finish(undefined);
			const onError = (error: NodeJS.ErrnoException): void => finish(error.code ?? 'read error');
			detach = () => {
				stdin.off('data', onData).off('end', onClose).off('close', onClose);
			};
			stdin.on('data', onData).once('end', onClose).once('close', onClose).once('error', onError);
		},
		pause: () => {
			stdin.pause();
		},
		resume: () => {
			stdin.resume();
		},
		stop: () => {
			detach?.();
			detach = undefined;
			stdin.pause();
			stdin.unref?.();
		},
	};
}
