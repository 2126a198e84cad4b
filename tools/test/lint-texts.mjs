// Lints texts as if they stood in the given files; prints the rules each one breaks. JSON in, JSON out.
import { ESLint } from 'eslint';
import { text } from 'node:stream/consumers';

const eslint = new ESLint();
const planted = JSON.parse(await text(process.stdin));
const found = [];
for (const { filePath, code } of planted) {
  const [result] = await eslint.lintText(code, { filePath });
  found.push(result.messages.map((message) => `${message.ruleId}: ${message.message}`));
}
process.stdout.write(JSON.stringify(found));
