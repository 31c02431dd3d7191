// A stand-in for tslab's kernel: collects the display messages that a cell would show.

export interface Message {
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
  transient: { display_id?: string };
  update: boolean;
}

/** Runs `cell` as if inside the kernel and returns what it displayed. */
export async function inKernel(cell: () => unknown): Promise<Message[]> {
  const path = require.resolve("tslab/dist/jupyter");
  const messages: Message[] = [];
  const before = require.cache[path];
  const lastWriteDisplayData = (content: Omit<Message, "update">, update: boolean) =>
    messages.push({ ...content, update });
  require.cache[path] = { exports: { lastWriteDisplayData } } as unknown as NodeModule;
  try {
    await cell();
  } finally {
    if (before) require.cache[path] = before;
    else delete require.cache[path];
  }
  return messages;
}
