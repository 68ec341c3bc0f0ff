// Makes pictures of a built site with headless Chromium, over the pipe of the DevTools protocol:
// https://chromedevtools.github.io/devtools-protocol/
// Usage: node pictures.mjs SITE FOLDER [NAME...]
import { spawn } from 'node:child_process'
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.png': 'image/png', '.svg': 'image/svg+xml' }
const [site, folder, ...names] = process.argv.slice(2)

// search: the words that are entered before the picture is made.
const pictures = [
  { name: 'site-home', page: '/', width: 1280, height: 800, scheme: 'light' },
  { name: 'site-phone', page: '/docs/tutorial.html', width: 390, height: 844, scheme: 'light' },
  { name: 'site-search', page: '/docs/configuration.html', width: 1280, height: 800, scheme: 'dark', search: 'drift' },
]

const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, 'http://site').pathname).replace(/\/$/, '/index.html')
  try {
    const content = readFileSync(join(site, path))
    response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream').end(content)
  } catch {
    response.writeHead(404).end()
  }
}).listen(0, '127.0.0.1')

const profile = mkdtempSync(join(tmpdir(), 'stagecraft-site-'))
const options = ['--headless', '--remote-debugging-pipe', '--no-first-run', '--hide-scrollbars', `--user-data-dir=${profile}`]
if (process.getuid?.() === 0) options.push('--no-sandbox')
const chromium = spawn(process.env.CHROMIUM ?? 'chromium', options, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] })
const ended = new Promise(resolve => chromium.on('exit', resolve))
const waiting = new Map()
let received = ''
chromium.stdio[4].on('data', data => {
  const messages = (received + data).split('\0')
  received = messages.pop()
  for (const { id, result, error } of messages.map(JSON.parse).filter(message => waiting.has(message.id))) {
    waiting.get(id)(error ? Promise.reject(new Error(error.message)) : result)
    waiting.delete(id)
  }
})

try {
  mkdirSync(folder, { recursive: true })
  for (const picture of pictures.filter(({ name }) => names.length === 0 || names.includes(name))) {
    writeFileSync(join(folder, `${picture.name}.png`), await take(picture))
  }
} finally {
  chromium.kill()
  await ended
  server.close()
  rmSync(profile, { recursive: true, force: true })
}

async function take({ page, width, height, scheme, search }) {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true })
  const call = (method, parameters) => send(method, parameters, sessionId)
  const evaluate = async expression => (await call('Runtime.evaluate', { expression, returnByValue: true })).result.value
  await call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 500 })
  await call('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }] })
  await call('Page.navigate', { url: `http://127.0.0.1:${server.address().port}${page}` })
  await until(() => evaluate("document.readyState === 'complete' && !!document.querySelector('#app')?.__vue_app__"))
  if (await evaluate('document.documentElement.scrollWidth > innerWidth')) throw new Error(`${page} is wider than ${width} pixels`)
  if (search) {
    await evaluate("document.querySelector('.VPNavBarSearch button').click()")
    await until(() => evaluate("!!document.querySelector('.search-input')"))
    await call('Input.insertText', { text: search })
    await until(() => evaluate("document.querySelectorAll('.results .result').length > 0"))
  }
  const { data } = await call('Page.captureScreenshot', { format: 'png' })
  await send('Target.closeTarget', { targetId })
  return Buffer.from(data, 'base64')
}

function send(method, parameters = {}, sessionId) {
  const id = (send.last = (send.last ?? 0) + 1)
  chromium.stdio[3].write(`${JSON.stringify({ id, method, params: parameters, sessionId })}\0`)
  return new Promise(resolve => waiting.set(id, resolve))
}

async function until(condition) {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (await condition()) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error(`This did not happen within a minute: ${condition}`)
}
