export function withoutFailPoints(source: string, name: string): string;
export function buildProject(root: string, options?: { dist?: string; hasFaults?: boolean }): Promise<void>;
