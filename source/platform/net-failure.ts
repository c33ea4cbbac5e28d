import type { NetFailure, NetFailureKind } from '../lib/seams.js';

type SystemError = { readonly code?: unknown; readonly message?: unknown; readonly errors?: unknown };

const kinds: Readonly<Record<string, NetFailureKind>> = {
	ENOTFOUND: 'dns',
	ENODATA: 'dns',
	ECONNREFUSED: 'refused',
	ECONNRESET: 'reset',
	ECONNABORTED: 'reset',
	EPIPE: 'reset',
	ETIMEDOUT: 'timeout',
	EHOSTUNREACH: 'unreachable',
	EHOSTDOWN: 'unreachable',
	ENETUNREACH: 'unreachable',
	ENETDOWN: 'unreachable',
	EADDRNOTAVAIL: 'unreachable',
	EPROTO: 'tls',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
	SELF_SIGNED_CERT_IN_CHAIN: 'tls',
	UNABLE_TO_GET_ISSUER_CERT: 'tls',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
	HOSTNAME_MISMATCH: 'tls',
};

const prefixes: readonly (readonly [prefix: string, kind: NetFailureKind])[] = [
	['EAI_', 'dns'],
	['CERT_', 'tls'],
	['ERR_TLS_', 'tls'],
	['ERR_SSL_', 'tls'],
	['WS_ERR_', 'protocol'],
	['HPE_', 'protocol'],
];

const texts: Readonly<Partial<Record<NetFailureKind, string>>> = {
	refused: 'refused',
	reset: 'reset',
	timeout: 'timeout',
	unreachable: 'network unreachable',
	protocol: 'bad frame',
};

/** Why a dropped connection was dropped, from an error of Node, ws or got. Of the error only its code goes on. */
export function failureOf(error: unknown, { sent }: { readonly sent: boolean }): NetFailure {
	const code = codeOf(error);
	const kind = kindOf(code);
	return { kind, text: textOf(kind, code), sent };
}

/** The stable code of an error, or of the first of several attempts at addresses. */
export function codeOf(error: unknown): string {
	if (typeof error !== 'object' || error === null) {
		return '';
	}

	const { code, errors } = error as SystemError;
	if (typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code)) {
		return code;
	}

	return Array.isArray(errors) ? codeOf(errors[0]) : '';
}

function kindOf(code: string): NetFailureKind {
	return kinds[code] ?? prefixes.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'other';
}

function textOf(kind: NetFailureKind, code: string): string {
	switch (kind) {
		case 'dns':
			return `DNS ${code}`;
		case 'tls':
			return code.startsWith('ERR_') || code === 'EPROTO' ? `TLS ${code}` : `TLS cert: ${code}`;
		case 'unreachable':
			return `unreachable ${code}`;
		default:
			return texts[kind] ?? (code === '' ? 'failed' : code);
	}
}
