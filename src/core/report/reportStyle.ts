/** The look of a report: readable on paper, in light and in dark, without anything from elsewhere. */
export const reportStyle = `
:root{color-scheme:light dark;--ink:#1f1f1f;--quiet:#5c5c5c;--ground:#fff;--edge:#d4d4d4;--soft:#f3f3f3;--wrong:#b8272c;--right:#2a7a2a;
--red:#c4302b;--blue:#1a6fb5;--yellow:#9a6b00;--green:#2a7a2a;--purple:#7447b0;--orange:#b54d00}
@media (prefers-color-scheme:dark){:root{--ink:#e4e4e4;--quiet:#a6a6a6;--ground:#1b1b1b;--edge:#414141;--soft:#262626;--wrong:#f2777a;--right:#89d185;
--red:#f2777a;--blue:#6cb6ff;--yellow:#e2c25a;--green:#89d185;--purple:#c39af0;--orange:#f0a060}}
*{box-sizing:border-box}
body{max-width:1080px;margin:0 auto;padding:32px 20px 64px;background:var(--ground);color:var(--ink);font:14px/1.5 system-ui,sans-serif}
h1{margin:0 0 4px;font-size:26px;line-height:1.2;overflow-wrap:anywhere}
h2{margin:40px 0 12px;font-size:18px}
p{margin:0 0 8px;max-width:72ch}
.quiet{color:var(--quiet)}
bdi{overflow-wrap:anywhere}
.numbers{display:flex;flex-wrap:wrap;gap:12px;margin:20px 0}
.numbers div{flex:1 1 130px;padding:12px 14px;border:1px solid var(--edge);border-radius:6px;background:var(--soft)}
.numbers b{display:block;font-size:22px;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:4px 10px;border-bottom:1px solid var(--edge);text-align:right;vertical-align:top}
th:first-child,td:first-child{min-width:130px;max-width:420px;text-align:left}
.scroll+.scroll{margin-top:16px}
thead th{color:var(--quiet);font-weight:600}
.matrix th,.matrix td{min-width:44px;max-width:130px;padding:4px 8px;overflow:hidden;text-overflow:ellipsis;text-align:center;white-space:nowrap}
.matrix td{position:relative;isolation:isolate}
.matrix meter{display:none}
.matrix rect{opacity:.45}
.right{fill:var(--right)}.wrong{fill:var(--wrong)}
.matrix svg{position:absolute;z-index:-1;inset:0;width:100%;height:100%}
.worst{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:12px;margin:0;padding:0;list-style:none}
.worst li{min-width:0;padding:6px;border:1px solid var(--edge);border-radius:6px;background:var(--soft);font-size:12px}
.worst img,.worst .none{display:block;width:100%;height:130px;margin-bottom:6px;object-fit:contain}
.worst .none{display:grid;color:var(--quiet);place-items:center}
.path{color:var(--quiet)}
.map{width:100%;max-width:760px;height:auto;border:1px solid var(--edge);border-radius:6px}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;max-width:760px;margin:8px 0 0;padding:0;list-style:none}
.legend svg{width:12px;height:12px;margin-right:6px;vertical-align:-1px}
.t-red{fill:var(--red)}.t-blue{fill:var(--blue)}.t-yellow{fill:var(--yellow)}.t-green{fill:var(--green)}.t-purple{fill:var(--purple)}.t-orange{fill:var(--orange)}.t-quiet{fill:var(--quiet)}
@media print{body{max-width:none;padding:0}.worst li,tr{break-inside:avoid}}
`.trim();
