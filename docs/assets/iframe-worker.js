// A page from a folder may start no worker, and search is one: there a hidden frame does its work.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      this.waiting = [];
      const script = new URL(url, location.href).href;
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      // The frame takes the part of the worker: what it posts is for us, and what it imports are scripts of the page.
      this.frame.srcdoc = `<script>
        window.postMessage = (data) => parent.dispatchEvent(new MessageEvent("worker", { data }));
        window.importScripts = (...urls) => urls.reduce((before, url) => before.then(() => new Promise((done, failed) => {
          const script = document.createElement("script");
          script.src = new URL(url, ${JSON.stringify(script)});
          script.onload = done;
          script.onerror = failed;
          document.head.append(script);
        })), Promise.resolve());
      <\/script><script src="${script}"><\/script>`;
      window.addEventListener("worker", (event) => this.tell(event.data));
      this.frame.addEventListener("load", () => {
        const waiting = this.waiting;
        this.waiting = null;
        waiting.forEach((data) => this.postMessage(data));
      });
      document.body.append(this.frame);
    }

    tell(data) {
      const event = new MessageEvent("message", { data });
      this.dispatchEvent(event);
      if (this.onmessage) this.onmessage(event);
    }

    postMessage(data) {
      if (this.waiting) this.waiting.push(data);
      else this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data }));
    }

    terminate() {
      this.frame.remove();
    }
  };
  // By this name the search finds out where it is.
  window.IFrameWorker = window.Worker;
}
