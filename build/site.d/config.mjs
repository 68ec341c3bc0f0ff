// `build/site` copies the pages and this file next to VitePress, and runs it in the root of the repository.
// https://vitepress.dev/reference/site-config
import { existsSync, readFileSync, statSync } from 'node:fs'
import { posix, relative } from 'node:path'

const source = 'artifacts/site-tools/pages'
const repository = 'https://github.com/stagecraft-build/stagecraft'
const { SITE_VERSION: version, SITE_BASE: base } = process.env

export default {
  srcDir: 'pages',
  outDir: '../site',
  rewrites: path => path.replace(/README\.md$/, 'index.md'),
  base,
  lang: 'en-US',
  title: 'Stagecraft Bootstrap',
  description: 'Turn freshly created Ubuntu and Debian servers into deploy-ready hosts with one command.',
  markdown: {
    anchor: { slugify: gitHubAnchor },
    config: markdown => markdown.core.ruler.push('repository-links', state => {
      const page = relative(source, state.env.path)
      for (const token of state.tokens.flatMap(block => [block, ...block.children ?? []])) {
        if (token.type === 'link_open') token.attrSet('href', onSite(page, token.attrGet('href')))
        if (token.info === 'proxy') token.info = ''
      }
    }),
  },
  themeConfig: {
    nav: [
      { text: 'Tutorial', link: '/docs/tutorial' },
      { text: 'Configuration', link: '/docs/configuration' },
      { text: 'Errors', link: '/docs/diagnostics' },
      { component: 'VersionMenu' },
    ],
    version,
    sidebar: sidebar('docs/README.md'),
    outline: [2, 3],
    search: { provider: 'local' },
    notFound: { title: 'Page not found', quote: 'This version of the site does not have this page.', linkText: 'Go to the start page' },
    editLink: { pattern: `${repository}/edit/main/:path`, text: 'Edit this page' },
    socialLinks: [{ icon: 'github', link: repository }],
  },
}

// A link to a file that is not a page leads to the repository, at the version of the site. The pages that are also shown
// elsewhere, such as in a package, have absolute links.
function onSite(page, link) {
  const absolute = `${repository}/blob/main/`
  if (link.startsWith(absolute)) link = posix.relative(posix.dirname(page), link.slice(absolute.length))
  if (/^(#|[a-z]+:)/.test(link)) return link
  const [path, anchor] = link.split(/(?=#)/)
  const target = posix.join(posix.dirname(page), path)
  if (existsSync(`${source}/${target}`) && target.endsWith('.md')) return link.replace('README.md', 'index.md')
  if (!existsSync(target)) return link
  return `${repository}/${statSync(target).isDirectory() ? 'tree' : 'blob'}/${version}/${target}${anchor ?? ''}`
}

// The index of the pages is the sidebar: a group for each heading, and an entry for each row.
function sidebar(index) {
  const groups = [{ text: 'Overview', link: '/' }]
  for (const line of readFileSync(index, 'utf8').split('\n')) {
    const heading = line.match(/^## (.*)/)
    if (heading) groups.push({ text: heading[1], collapsed: false, items: [] })
    const row = line.match(/^\| \[(.*?)\]\((.*?)\)/)
    if (!row) continue
    const link = onSite(index, row[2])
    groups.at(-1).items.push({ text: row[1].replaceAll('`', ''), link: /^https:/.test(link) ? link : `/${posix.join(posix.dirname(index), link)}` })
  }
  return groups
}

// Anchors are the same as on GitHub: https://github.com/Flet/github-slugger#why
function gitHubAnchor(heading) {
  return heading.trim().toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '').replaceAll(' ', '-')
}
