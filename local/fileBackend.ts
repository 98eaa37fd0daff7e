/**
 * A Pulumi backend in a folder. Without the files of attributes: they are written in place, and one that a `kill -9` leaves empty makes Pulumi refuse
 * a state that is whole, with "failed to load checkpoint: EOF" (gocloud.dev, blob/fileblob/attrs.go).
 */
export const fileBackend = (folder: string) => `file://${folder}?metadata=skip`;
