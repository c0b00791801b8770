// Marks in the contents the section being read.

export default function toc(nav) {
  const links = new Map();
  for (const link of nav.querySelectorAll("a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  const headings = [...links.keys()];
  const mark = () => {
    // The last heading above the upper third of the window; none before the first.
    const line = innerHeight / 3;
    const current = headings.findLast((heading) => heading.getBoundingClientRect().top < line);
    for (const [heading, link] of links) {
      if (heading === current) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
  };
  const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px", threshold: [0, 1] });
  for (const heading of headings) observer.observe(heading);
}
