const main = document.getElementById("main");
main.textContent = "This page is being built.";
