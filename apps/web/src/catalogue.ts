/**
 * Everything that knows core's catalogue, in one part that is loaded when it is needed: readers and printers share most
 * of it, and one file is packed closer than three.
 */
export * from '@smtp-triage/page/clients';
export * from '@smtp-triage/page/linting';
export * from '@smtp-triage/page/reading';
