// Writes a recording of `script` (typescript and timing in the current folder) as recording.js for live.html.
// What was written within 20 milliseconds is one frame.
// Usage: node frames.mjs COLUMNS ROWS
import { readFileSync, writeFileSync } from 'node:fs'

const [columns, rows] = process.argv.slice(2).map(Number)
const typescript = readFileSync('typescript')
const frames = []
// The first line is from script itself.
let at = typescript.indexOf('\n') + 1
for (const line of readFileSync('timing', 'utf8').trim().split('\n')) {
  const [delay, length] = line.split(' ').map(Number)
  const bytes = typescript.subarray(at, at += length)
  if (frames.length > 0 && delay < 0.02) frames[frames.length - 1] = Buffer.concat([frames.at(-1), bytes])
  else frames.push(bytes)
}
const recording = { columns, rows, frames: frames.map(frame => frame.toString('base64')) }
writeFileSync('recording.js', `const recording = ${JSON.stringify(recording)}\n`)
