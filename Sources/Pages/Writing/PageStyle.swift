import Crypto
import Foundation

/// The look of all pages: the letters' colours, one column, nothing loaded.
///
/// Stands in the page itself, so that one request is enough; the Content-Security-Policy names its
/// hash, so that no other style is taken.
enum PageStyle {
    /// `sha256-…` of ``css`` (<https://www.w3.org/TR/CSP3/#grammardef-hash-source>).
    static let source =
        "sha256-" + Data(SHA256.hash(data: Data(css.utf8))).base64EncodedString()

    static let css = """
        :root{color-scheme:light dark}
        *{box-sizing:border-box}
        body{margin:0;background:#efe7d9;color:#2b2420;font:1.125rem/1.5 Georgia,serif;overflow-wrap:break-word}
        main,header,footer{max-width:36rem;margin:0 auto;padding:1rem}
        header,footer{color:#5f5448;font-size:1rem}
        main{background:#fffcf6;padding:1.25rem 1rem 1.75rem}
        h1{font-size:1.6rem;line-height:1.25;margin:0 0 1rem}
        h2{font-size:1.2rem;line-height:1.3;margin:2rem 0 .5rem}
        p{margin:0 0 1rem}
        .notice{background:#f6ecdc;border-left:.3rem solid #97371f;padding:.75rem 1rem}
        dl{margin:0 0 1rem}
        dt{color:#655a4e;font-size:1rem}
        dd{margin:0 0 .5rem}
        form{margin:1rem 0}
        fieldset,.field{border:0;margin:0 0 1.25rem;padding:0;min-width:0}
        legend,.field>label{font-weight:bold;padding:0;margin-bottom:.25rem;display:block}
        .hint{color:#655a4e;font-size:1rem;margin:0 0 .25rem}
        .option{display:flex;gap:.6rem;padding:.5rem 0;min-height:2.75rem}
        .option input{width:1.25rem;height:1.25rem;margin:.15rem 0 0;flex:none;accent-color:#97371f}
        select,input[type=text],input[type=date]{font:inherit;color:inherit;background:#fffcf6;border:1px solid #655a4e;border-radius:.25rem;padding:.5rem;max-width:100%;min-height:2.75rem}
        button{font:inherit;font-weight:bold;background:#97371f;color:#fffcf6;border:2px solid #97371f;border-radius:.25rem;padding:.6rem 1.1rem;min-height:2.75rem;max-width:100%;cursor:pointer}
        .other button{background:#fffcf6;color:#97371f}
        .grave button{background:#fffcf6;color:#97371f;border-style:dashed}
        a{color:#97371f}
        :focus-visible{outline:3px solid #1f4e79;outline-offset:2px}
        @media (prefers-color-scheme:dark){
        body{background:#161311;color:#f2e9db}
        header,footer,.hint,dt{color:#c2b5a4}
        main{background:#221e1a}
        .notice{background:#2f2822;border-color:#f2aa86}
        select,input[type=text],input[type=date]{background:#161311;border-color:#c2b5a4}
        .option input{accent-color:#f2aa86}
        button{background:#f2aa86;color:#26120a;border-color:#f2aa86}
        .other button,.grave button{background:#221e1a;color:#f2aa86}
        a{color:#f2aa86}
        :focus-visible{outline-color:#9cc9f2}
        }
        """
}
