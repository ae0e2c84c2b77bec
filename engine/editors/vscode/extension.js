// Finds `secg`, starts `secg lsp` for each folder that holds policies or parties, and runs the commands of its lenses.
"use strict";

const { execFile } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

const FILES = "{policies,facts,tests/regression}/**/*.{md,yaml}";
const MISSING = "secg does not start. Install it with pip install 'secg[edit]', or set secg.path.";
/** The running clients by the address of their folder. */
const clients = new Map();

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("secg.run", (...words) => run(words)),
    vscode.commands.registerCommand("secg.check", () => run(["check"])),
    vscode.commands.registerCommand("secg.restart", restart),
    vscode.tasks.registerTaskProvider("secg", { provideTasks, resolveTask }),
    vscode.workspace.onDidChangeWorkspaceFolders(restart),
  );
  await start();
}

async function deactivate() {
  await Promise.all([...clients.values()].map((client) => client.stop()));
  clients.clear();
}

async function restart() {
  await deactivate();
  await start();
}

async function start() {
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    if (isRepository(folder)) {
      await startIn(folder);
    }
  }
}

async function startIn(folder) {
  const command = commandOf(folder);
  if (!(await starts(command, folder))) {
    vscode.window.showErrorMessage(MISSING);
    return;
  }
  const pattern = new vscode.RelativePattern(folder, FILES);
  const documentSelector = ["markdown", "yaml"].map((language) => ({ scheme: "file", language, pattern }));
  const options = {
    documentSelector,
    workspaceFolder: folder,
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher(pattern) },
  };
  const server = { command, args: ["lsp"], options: { cwd: folder.uri.fsPath } };
  const client = new LanguageClient("secg", `secg (${folder.name})`, server, options);
  clients.set(folder.uri.toString(), client);
  await client.start();
}

function isRepository(folder) {
  const root = folder.uri.fsPath;
  return fs.existsSync(path.join(root, "policies", "vocabulary.yaml")) || fs.existsSync(path.join(root, "facts"));
}

/** The command `secg` of a folder: of the setting, of the folder's own environment, or of the PATH. */
function commandOf(folder) {
  const set = vscode.workspace.getConfiguration("secg", folder.uri).get("path");
  if (set) {
    return set;
  }
  const place = process.platform === "win32" ? ["Scripts", "secg.exe"] : ["bin", "secg"];
  const own = path.join(folder.uri.fsPath, ".venv", ...place);
  return fs.existsSync(own) ? own : "secg";
}

function starts(command, folder) {
  return new Promise((resolve) => {
    execFile(command, ["lsp", "--help"], { cwd: folder.uri.fsPath }, (error) => resolve(!error));
  });
}

/** Runs `secg` with these words, which no shell reads. */
async function run(words) {
  const active = vscode.window.activeTextEditor;
  const around = active && vscode.workspace.getWorkspaceFolder(active.document.uri);
  const folder = around ?? vscode.workspace.workspaceFolders?.[0];
  if (folder) {
    await vscode.tasks.executeTask(taskOf(words, folder));
  }
}

function taskOf(words, folder) {
  const execution = new vscode.ProcessExecution(commandOf(folder), words, { cwd: folder.uri.fsPath });
  return new vscode.Task({ type: "secg", words }, folder, words.join(" "), "secg", execution, "$secg");
}

function provideTasks() {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(isRepository);
  return folders.flatMap((folder) => [["check"], ["cases"]].map((words) => taskOf(words, folder)));
}

function resolveTask(task) {
  const { words } = task.definition;
  const folder = typeof task.scope === "object" ? task.scope : vscode.workspace.workspaceFolders?.[0];
  return Array.isArray(words) && folder ? taskOf(words, folder) : undefined;
}

module.exports = { activate, deactivate };
