// node generate.mjs MODEL.gguf PROMPTS.json BATCH TOKENS: greedy continuation by llama.cpp, the peer of bench/generate.py.
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";

const [, , path, prompts, batch, tokens] = process.argv;
const rows = JSON.parse(readFileSync(prompts, "utf8"));
const [count, most] = [Number(batch), Number(tokens)];
const llama = await getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.error, maxThreads: cpus().length });
let start = performance.now();
const model = await llama.loadModel({ modelPath: path, useMmap: true });
const length = rows[0].length + most + 8;
const context = await model.createContext({ contextSize: length, sequences: count, batchSize: Math.max(512, rows[0].length * count), threads: cpus().length });
const loaded = (performance.now() - start) / 1000;
const sequences = Array.from({ length: count }, () => context.getSequence());

async function run(texts, limit) {
    let [first, written, ids] = [null, 0, []];
    start = performance.now();
    const processor = process.cpuUsage();
    await Promise.all(texts.map(async (text, place) => {
        await sequences[place].clearHistory();
        let own = 0;
        for await (const token of sequences[place].evaluate(text, { temperature: 0, yieldEogToken: true })) {
            first ??= (performance.now() - start) / 1000;
            written++;
            if (place === 0) {
                ids.push(token);
            }
            if (++own >= limit) {
                break;
            }
        }
    }));
    const { user, system } = process.cpuUsage(processor);
    return { first, rate: written / ((performance.now() - start) / 1000), processor: (user + system) / 1000 / written, ids };
}

await run(rows.slice(0, count), most);
const { first, rate, processor, ids } = await run(rows.slice(count, 2 * count), most);
console.log(JSON.stringify({ load_seconds: loaded, first_token_seconds: first, tokens_per_second: rate, processor_ms_per_token: processor, ids: ids.slice(0, 8) }));
await model.dispose();
process.exit(0);
