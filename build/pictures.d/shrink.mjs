// Makes a screenshot smaller: at most 256 colors, as a PNG with a palette. Chromium writes 24 bits per pixel.
// https://www.w3.org/TR/png-3/
// Usage: node shrink.mjs FILE
import { readFileSync, writeFileSync } from 'node:fs'
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const file = process.argv[2]
const png = readFileSync(file)
const chunks = []
for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
  chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + png.readUInt32BE(at)) })
}
const header = chunks.find(({ type }) => type === 'IHDR').data
const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
if (header[8] !== 8 || header[9] !== 2 || header[12] !== 0) throw new Error(`${file} is not a PNG with 24 bits per pixel`)

const raw = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)))
const stride = width * 3
const pixels = Buffer.alloc(stride * height)
for (let y = 0; y < height; y++) {
  for (let x = 0; x < stride; x++) {
    const left = x < 3 ? 0 : pixels[y * stride + x - 3]
    const up = y === 0 ? 0 : pixels[(y - 1) * stride + x]
    const corner = x < 3 || y === 0 ? 0 : pixels[(y - 1) * stride + x - 3]
    pixels[y * stride + x] = raw[y * (stride + 1) + 1 + x] + [0, left, up, (left + up) >> 1, paeth(left, up, corner)][raw[y * (stride + 1)]]
  }
}

// The smallest loss of precision with which the colors fit.
let bits = 8
let palette
do palette = new Map(colors(bits--))
while (palette.size > 256)
const rows = Buffer.alloc((width + 1) * height)
for (let i = 0; i < width * height; i++) rows[i + 1 + Math.floor(i / width)] = palette.get(rounded(i, bits + 1))

const newHeader = Buffer.from(header)
newHeader[9] = 3
writeFileSync(file, Buffer.concat([
  png.subarray(0, 8),
  chunk('IHDR', newHeader),
  chunk('PLTE', Buffer.concat([...palette.keys()].map(color => Buffer.from([color >> 16, color >> 8, color])))),
  chunk('IDAT', deflateSync(rows, { level: 9 })),
  chunk('IEND', Buffer.alloc(0)),
]))

function colors(bits) {
  const found = new Set()
  for (let i = 0; i < width * height; i++) found.add(rounded(i, bits))
  return [...found].map((color, index) => [color, index])
}

function rounded(pixel, bits) {
  const round = value => Math.min(255, Math.round(value / 2 ** (8 - bits)) * 2 ** (8 - bits))
  return (round(pixels[pixel * 3]) << 16) | (round(pixels[pixel * 3 + 1]) << 8) | round(pixels[pixel * 3 + 2])
}

function paeth(left, up, corner) {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)]
  if (a <= b && a <= c) return left
  return b <= c ? up : corner
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
