/// What the desk looks like beyond the readers' pages: wider, with tables and charts.
enum DeskStyle {
    static let css =
        PageStyle.css + """

            main,header,footer{max-width:72rem}
            header{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:center;justify-content:space-between}
            header form{margin:0}
            nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:0 auto;padding:0 1rem .75rem;max-width:72rem}
            nav a{display:inline-block;padding:.6rem 0;min-height:2.75rem}
            nav a[aria-current]{font-weight:bold;color:inherit;text-decoration-thickness:3px}
            .skip{position:absolute;left:-100rem}
            .skip:focus{left:1rem;top:.5rem;background:#fffcf6;padding:.6rem}
            .scroll{overflow-x:auto;margin:0 0 1.5rem}
            table{border-collapse:collapse;min-width:100%;font-size:1rem;font-variant-numeric:tabular-nums}
            caption{text-align:left;font-weight:bold;padding:0 0 .4rem}
            th,td{text-align:left;vertical-align:top;padding:.45rem .9rem .45rem 0;border-bottom:1px solid #cfc3b2;max-width:26rem}
            thead th{white-space:nowrap}
            tbody th{font-weight:normal}
            thead th{color:#5f5448}
            .number{text-align:right}
            td form{margin:0 0 .4rem;white-space:nowrap}
            td button{padding:.4rem .7rem;font-size:1rem}
            input[type=password],input[type=email]{font:inherit;color:inherit;background:#fffcf6;border:1px solid #655a4e;border-radius:.25rem;padding:.5rem;width:22rem;max-width:100%;min-height:2.75rem}
            input[type=text]{width:22rem}
            figure{margin:0 0 2rem}
            svg{display:block;width:100%;height:auto;max-width:52rem}
            svg line{stroke:#cfc3b2}
            svg text{font-size:13px;fill:#5f5448}
            svg .axis{text-anchor:end}
            svg .label{text-anchor:middle}
            rect.series0{fill:#97371f}
            rect.series1{fill:#1f4e79}
            .legend{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:0 0 .5rem;padding:0}
            .legend li::before{content:"";display:inline-block;width:.9rem;height:.9rem;margin-right:.4rem;background:#97371f}
            .legend .series1::before{background:#1f4e79}
            summary{padding:.6rem 0;cursor:pointer}
            iframe{width:100%;height:44rem;border:1px solid #655a4e;background:#fff}
            .live{color:#5f5448;font-size:1rem}
            .live button{margin-left:.5rem;padding:.4rem .7rem;font-size:1rem;background:none;color:#97371f}
            @media (max-width:30rem){body{font-size:1rem}svg text{font-size:22px}}
            @media (prefers-color-scheme:dark){
            .skip:focus{background:#221e1a}
            th,td{border-color:#4d443b}
            thead th,.live{color:#c2b5a4}
            input[type=password],input[type=email]{background:#161311;border-color:#c2b5a4}
            svg line{stroke:#4d443b}
            svg text{fill:#c2b5a4}
            rect.series0,.legend li::before{fill:#f2aa86;background:#f2aa86}
            rect.series1,.legend .series1::before{fill:#9cc9f2;background:#9cc9f2}
            .live button{background:none;color:#f2aa86}
            }
            """
}
