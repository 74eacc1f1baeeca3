"""Names of commands that are missing for a reason of their own."""

from __future__ import annotations

from typing import Final

_BASHISMS = """
source [[ shopt pushd popd declare let function typeset mapfile readarray disown
"""
_KEYWORDS = """
FROM RUN CMD COPY ADD ENV ARG WORKDIR USER EXPOSE ENTRYPOINT VOLUME LABEL MAINTAINER HEALTHCHECK
ONBUILD STOPSIGNAL SHELL
"""
_MANAGERS = """
apt apt-get apt-cache apt-key apk yum dnf microdnf tdnf zypper pacman rpm dpkg
"""
_NODE_TOOLS = """
react-scripts react-scripts-ts tsc ng vue-cli-service vite vue-tsc next nuxt nuxi webpack
webpack-cli gulp grunt babel ts-node rimraf cross-env nest prisma husky turbo nx eslint rollup
parcel gatsby svelte-kit tailwindcss postcss lerna jest mocha vitest tsup esbuild nodemon pm2
ember expo hexo vuepress npm-run-all run-s run-p patch-package lint-staged tslint mkdirp copyfiles
cpx ncp del-cli bower astro remix tsx node-pre-gyp electron-builder storybook start-storybook
build-storybook concurrently env-cmd craco react-app-rewired quasar umi prettier stylelint
node-sass only-allow simple-git-hooks lefthook ngcc ts-patch graphql-codegen medusa strapi
"""
_INSTALLED_APART = """
conda mamba micromamba activate cargo rustup rustc go nvm poetry uv uvx pdm pipenv rye bun deno
pnpm volta fnm sdk flutter dart dotnet ghcup stack cabal opam rbenv pyenv nodenv nix nix-env brew
mise asdf sbt julia forge composer gcloud
"""

# What bash knows and a plain sh does not.
BASHISMS: Final = frozenset(_BASHISMS.split())
# The Dockerfile's own keywords.
KEYWORDS: Final = frozenset(_KEYWORDS.split())
# Package managers: a distribution has its own alone.
MANAGERS: Final = frozenset(_MANAGERS.split())
# Commands that packages of npm bring into node_modules/.bin.
NODE_TOOLS: Final = frozenset(_NODE_TOOLS.split())
# What installers put into a folder of their own, which PATH does not name by itself.
INSTALLED_APART: Final = frozenset(_INSTALLED_APART.split())
