export function noticeText(): Promise<string>;
