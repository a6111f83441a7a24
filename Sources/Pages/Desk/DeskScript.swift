/// Keeps a page fresh that is open. Without it a page is complete, only not newer than when it was asked for.
enum DeskScript {
    /// Every 15 seconds what is in `#live` is replaced by what the same address says now, unless somebody
    /// is at it, the window is hidden, or the button was pressed that stops it (WCAG 2.2.2).
    static let javascript = """
        "use strict";
        (() => {
          const live = document.getElementById("live");
          if (!live) return;
          const line = document.createElement("p");
          line.className = "live";
          const words = document.createElement("span");
          const button = document.createElement("button");
          button.type = "button";
          line.append(words, button);
          live.before(line);
          let runs = true;
          const show = (text) => {
            words.textContent = text;
            button.textContent = runs ? "Stop" : "Ga door";
          };
          const look = async () => {
            if (!runs || document.hidden || live.contains(document.activeElement)) return;
            try {
              const answer = await fetch(location.pathname, {
                headers: { "X-Buurtpost-Live": "1" }, cache: "no-store" });
              if (!answer.ok) throw new Error(String(answer.status));
              const page = new DOMParser().parseFromString(await answer.text(), "text/html");
              const fresh = page.getElementById("live");
              if (!fresh) throw new Error("no part to replace");
              live.replaceChildren(...fresh.childNodes);
              show("Deze pagina ververst zichzelf.");
            } catch (error) {
              runs = false;
              show("Verversen lukt niet. Laad de pagina opnieuw, of log opnieuw in.");
            }
          };
          button.addEventListener("click", () => {
            runs = !runs;
            show(runs ? "Deze pagina ververst zichzelf." : "Verversen staat stil.");
            look();
          });
          show("Deze pagina ververst zichzelf.");
          setInterval(look, 15000);
        })();
        """
}
