/// How the page looks: one column on a phone, with a rail of contents on a desk, light or dark as the
/// reader's system says, black on white on paper.
enum PageStyle {
  static let css = """
    :root{color-scheme:light dark;\(ChartStyle.light)\(lightVerdicts)\
    --wash:#f3f5f6;--meter:#13708c2e}
    @media screen and (prefers-color-scheme:dark){:root{\(ChartStyle.dark)\(darkVerdicts)\
    --wash:#191e23;--meter:#48b3d23d}}
    \(base)\(layout)\(figures)\(tables)\(gallery)\(study)\(print)\(ChartStyle.rules)
    """

  /// The colours of how a run ended.
  static let lightVerdicts = "--good:#17693f;--warn:#855000;--bad:#a32a24;"
  static let darkVerdicts = "--good:#5fd39a;--warn:#f0b65a;--bad:#ff9a92;"

  private static let base = """
    *{box-sizing:border-box}
    html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
    @media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
    body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,\
    "Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
    h1,h2,h3{line-height:1.2;text-wrap:balance;overflow-wrap:anywhere}
    h1{font-size:clamp(1.7rem,4vw,2.5rem);font-weight:650;letter-spacing:-.02em;margin:.1em 0 .35em}
    h2{font-size:1.3rem;font-weight:650;letter-spacing:-.01em;margin:0 0 .5rem}
    h3{font-size:1rem;font-weight:650;margin:2.2rem 0 .5rem}
    p{margin:0 0 .8rem;max-width:68ch}
    a{color:inherit;text-underline-offset:.2em;text-decoration-color:var(--line)}
    a:hover{text-decoration-color:currentColor}
    :focus-visible{outline:2px solid var(--busy);outline-offset:2px;border-radius:2px}
    code,pre{font:12.5px/1.55 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
    code{overflow-wrap:anywhere}
    .soft,figcaption,.caption,.eyebrow,footer{color:var(--soft)}
    .eyebrow{font-size:.75rem;letter-spacing:.09em;text-transform:uppercase;margin:0}
    .skip{position:absolute;left:-999px}.skip:focus{left:1rem;top:.5rem;background:var(--paper)}

    """

  private static let layout = """
    .page{max-width:1400px;margin:0 auto;padding:1.5rem clamp(1rem,3vw,2.75rem) 3rem}
    header{border-bottom:1px solid var(--line);padding-bottom:1.4rem}
    .status{font-size:1.05rem;font-weight:600;margin:0 0 .3rem}
    .good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}
    .meta{color:var(--soft);margin:0}
    .keys{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.2rem,1fr));gap:1.1rem 1.5rem;\
    margin:1.5rem 0 0}
    .keys div{display:flex;flex-direction:column-reverse;justify-content:flex-end;\
    border-left:2px solid var(--line);padding-left:.75rem}
    .keys dt{color:var(--soft);font-size:.82rem;line-height:1.35}
    .keys dd{margin:0;font-size:1.5rem;line-height:1.25;letter-spacing:-.02em;white-space:nowrap}
    .keys dd small{font-size:.95rem;color:var(--soft);letter-spacing:0}
    nav ol{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;margin:.9rem 0 0;padding:0;\
    font-size:.87rem}
    nav a{color:var(--soft);text-decoration:none;display:inline-block;padding:.2rem 0}
    nav a:hover,nav a:focus{color:var(--ink);text-decoration:underline}
    section{padding:2.3rem 0 .4rem}
    section+section{border-top:1px solid var(--line);margin-top:1.6rem}
    .facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.35rem 1.4rem;margin:0 0 1rem}
    .facts dt{color:var(--soft)}.facts dd{margin:0;min-width:0}.facts pre{margin:.1rem 0 .4rem}
    @media(max-width:640px){.facts{grid-template-columns:minmax(0,1fr);gap:0}.facts dd{margin:0 0 .6rem}}
    details{margin:.6rem 0}
    summary{cursor:pointer;padding:.25rem 0}
    summary h3{display:inline;margin:0}
    summary span{color:var(--soft);font-size:.88rem;margin-left:.5rem}
    pre{background:var(--wash);padding:.9rem 1rem;overflow:auto;margin:.4rem 0;max-height:32rem}
    footer{border-top:1px solid var(--line);margin-top:2.5rem;padding-top:1rem;font-size:.85rem}
    @media(min-width:1080px){
    .columns{display:grid;grid-template-columns:9.5rem minmax(0,1fr);gap:0 2.75rem}
    nav{position:sticky;top:0;align-self:start;padding-top:2.2rem}
    nav ol{flex-direction:column;margin:0;gap:.28rem}}

    """

  private static let figures = """
    figure{margin:1.1rem 0 1.6rem}
    figcaption{font-size:.85rem;line-height:1.5;max-width:60ch}
    figcaption strong{color:var(--ink);display:block;font-size:.93rem}
    svg.chart{display:block;width:100%;height:auto;max-width:800px;margin:.5rem 0;overflow:visible}
    svg.narrow{display:none}
    @media(max-width:640px){svg.wide{display:none}svg.narrow{display:block}}
    @media(min-width:1240px){.plot{display:grid;grid-template-columns:minmax(0,800px) minmax(14rem,1fr);\
    gap:0 2.5rem}.plot figcaption{grid-column:2;padding-top:.4rem}.plot .charts{grid-column:1;grid-row:1}}

    """

  /// A shade at the right edge of a box that scrolls, as long as something is hidden there: the first layer
  /// moves along with the content and covers the second at its end.
  private static let moreToTheRight =
    "background:linear-gradient(to left,var(--paper) 40%,transparent) right/3rem 100% no-repeat local,"
    + "linear-gradient(to left,var(--line),transparent) right/.8rem 100% no-repeat scroll"

  private static let tables = """
    .scroll{overflow:auto;max-height:34rem;width:fit-content;max-width:100%;margin:.2rem 0 1.4rem;\
    border-block:1px solid var(--line);\(moreToTheRight)}
    .caption{font-size:.85rem;margin:1.2rem 0 .3rem}
    table{border-collapse:separate;border-spacing:0;min-width:min(44rem,100%);font-size:.88rem;\
    line-height:20px}
    th,td{padding:5px 1.5rem 5px 0;text-align:left;vertical-align:top;white-space:nowrap;\
    border-bottom:1px solid var(--grid)}
    th:last-child,td:last-child{padding-right:.3rem}
    tbody tr:last-child>*{border-bottom:0}
    thead th{position:sticky;top:0;z-index:2;background:var(--paper);color:var(--soft);\
    font-weight:500;font-size:.8rem;white-space:nowrap;border-bottom-color:var(--line);\
    vertical-align:bottom}
    tbody th{font-weight:500;position:sticky;left:0;background:var(--paper);z-index:1}
    tbody th span{display:block;width:max-content;max-width:20rem;white-space:normal;overflow-wrap:anywhere}
    @media(max-width:640px){th,td{padding-right:.9rem}tbody th span{max-width:8.5rem}}
    thead th:first-child{left:0;z-index:3}
    .n{text-align:right}
    td.wide-text{min-width:16rem;white-space:normal;overflow-wrap:anywhere}
    tbody tr:hover>*{background:var(--wash)}
    @media(max-width:640px){.stacks thead{display:none}.stacks tr{display:block;padding:.4rem 0;\
    border-bottom:1px solid var(--grid)}.stacks tr>*{display:block;position:static;padding:1px 0;\
    text-align:left;white-space:normal;overflow-wrap:anywhere;border-bottom:0}\
    .stacks tbody th{font-weight:650}.stacks tbody th span{max-width:none;width:auto}\
    .stacks td.wide-text{min-width:0}.stacks td::before{content:attr(data-name) ": ";color:var(--soft)}}
    .meter{display:inline-block;min-width:4.6rem;padding:0 .35rem;text-align:right;\
    background:linear-gradient(var(--meter),var(--meter)) left/var(--v) 100% no-repeat}
    th button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;\
    text-align:inherit}
    th button::after{content:" ↕";opacity:.45}
    th[aria-sort=ascending] button::after{content:" ↑";opacity:1}
    th[aria-sort=descending] button::after{content:" ↓";opacity:1}

    """

  private static let gallery = """
    .slices{display:grid;gap:1.6rem 1.4rem;list-style:none;padding:0;margin:1rem 0;\
    grid-template-columns:repeat(auto-fill,minmax(min(100%,var(--w)),1fr))}
    .slices>li{content-visibility:auto;contain-intrinsic-size:auto 340px}
    .slices h3{margin:0 0 .35rem;font-size:.93rem}
    .colours{display:flex;flex-wrap:wrap;gap:.2rem 1rem;list-style:none;padding:0;margin:0 0 1rem}
    .colours i{display:inline-block;width:.85rem;height:.85rem;margin-right:.4rem;vertical-align:-.1rem}
    .slices h3 span{font-weight:400;color:var(--soft)}
    .kinds{display:grid;gap:.8rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,220px),1fr))}
    .kinds figure{margin:0}
    .kinds img{display:block;width:100%;height:auto;background:#000}
    .kinds figcaption{padding-top:.25rem}

    """

  private static let study = """
    div.study .caption{color:var(--ink);font-size:.93rem;font-weight:600}
    div.study .scroll{margin-bottom:.4rem}
    .note{color:var(--soft);font-size:.85rem;max-width:76ch}
    .sheet{overflow:auto;max-width:100%}
    .sheet img{display:block;max-width:100%;height:auto}
    .study figcaption{max-width:76ch;padding-top:.5rem}
    @media(max-width:640px){.sheet img{width:100%;min-width:var(--w)}}

    """

  private static let print = """
    @media print{body{font-size:10pt}.page{padding:0;max-width:none}nav,.skip{display:none}
    .scroll{overflow:visible;max-height:none;background:none}thead th,tbody th{position:static}
    pre{max-height:none;white-space:pre-wrap}figure,tr,.slices>li{break-inside:avoid}
    h2,h3{break-after:avoid}th button::after{content:none!important}
    .slices{grid-template-columns:repeat(2,1fr)}.slices>li{content-visibility:visible}
    *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}

    """
}
