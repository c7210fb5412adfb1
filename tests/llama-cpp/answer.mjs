// node answer.mjs REQUEST.json: continues texts with llama.cpp, greedily, and prints JSON.
// The request: { model, texts, tokens }. The answer: { template, rows: [{ ids, text, read }] }, read being the ids of the text itself.
import { readFileSync } from "node:fs";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";

const request = JSON.parse(readFileSync(process.argv[2], "utf8"));
const llama = await getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.error });
const model = await llama.loadModel({ modelPath: request.model, useMmap: true });
// Keys and values are halved by default, which turns near ties.
const context = await model.createContext({
    contextSize: 1024, threads: 1, flashAttention: false, experimentalKvCacheKeyType: "F32", experimentalKvCacheValueType: "F32",
});
const sequence = context.getSequence();
const rows = [];
for (const text of request.texts) {
    const read = model.tokenize(text, true);
    await sequence.clearHistory();
    const ids = [];
    for await (const token of sequence.evaluate(read, { temperature: 0 })) {
        if (model.isEogToken(token) || ids.push(token) >= request.tokens) {
            break;
        }
    }

    rows.push({ ids, text: model.detokenize(ids), read });
}

console.log(JSON.stringify({ template: model.fileInfo.metadata?.tokenizer?.chat_template ?? null, rows }));
await model.dispose();
process.exit(0);
