// Checks every link between the pages of a built site, with its anchor. VitePress checks neither anchors nor links in the menus.
// Usage: node check.mjs SITE BASE
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [site, base] = process.argv.slice(2)
const pages = readdirSync(site, { recursive: true }).filter(name => name.endsWith('.html'))
const html = new Map(pages.map(page => [page, readFileSync(join(site, page), 'utf8')]))
const anchors = new Map(pages.map(page => [page, new Set(values(page, 'id'))]))
const dead = []
let links = 0

for (const page of pages) {
  for (const link of values(page, 'href|src')) {
    const target = new URL(link, `site:${base}${page}`)
    if (target.protocol !== 'site:') continue
    links++
    const path = decodeURIComponent(target.pathname)
    const file = path.slice(base.length) + (path.endsWith('/') ? 'index.html' : '')
    const anchor = decodeURIComponent(target.hash.slice(1))
    const found = path.startsWith(base) && existsSync(join(site, file)) && (!anchor || !anchors.has(file) || anchors.get(file).has(anchor))
    if (!found) dead.push(`${page}: ${link}`)
  }
}

console.log(`${pages.length} pages, ${links} links, ${dead.length} dead`)
for (const link of dead) console.error(link)
process.exit(dead.length === 0 && links > pages.length ? 0 : 1)

function values(page, attribute) {
  return [...html.get(page).matchAll(new RegExp(`\\s(?:${attribute})="([^"]*)"`, 'g'))].map(match => match[1].replaceAll('&amp;', '&'))
}
