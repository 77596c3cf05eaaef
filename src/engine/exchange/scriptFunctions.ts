/**
 * What an exported script's commands mean. Names are only ever words in quotes with `./` or a folder before them, so
 * that none can be an option; no name passes through `$( )`, which would cut line breaks off its end.
 */
export const scriptFunctions = `if command -v sha256sum >/dev/null 2>&1; then
  sum() { sha256sum; }
elif command -v shasum >/dev/null 2>&1; then
  sum() { shasum -a 256; }
else
  echo 'sha256sum or shasum is needed, to see that files are what was decided on.' >&2
  exit 1
fi

moved=0
left=0
# Whether the last image was moved: its captions follow it, or stay with it.
went=no

# leave NAME REASON
leave() {
  left=$((left + 1))
  { printf 'left alone: %s: %s' "$1" "$2" | LC_ALL=C tr '[:cntrl:]' '?'; echo; } >&2
}

# place FROM TO CONTENT [LINK-TEXT NEW-LINK-TEXT]: moves one file; makes a link anew, so that it reaches the same file.
place() {
  if [ "$3" = sidecar ]; then
    if [ "$went" = no ]; then leave "$1" 'its image is not moved'; return 0; fi
  else
    went=no
  fi
  if [ ! -f "$1" ] && [ ! -L "$1" ]; then leave "$1" 'it is not there'; return 0; fi
  case $3 in
    sidecar | any) ;;
    *) if [ -f "$1" ]; then
        case $(sum <"$1") in
          "$3"*) ;;
          *) leave "$1" 'its content is not what was decided on'; return 0 ;;
        esac
      fi ;;
  esac
  if [ "$#" -gt 3 ]; then
    if [ ! -L "$1" ] || [ "$(readlink "$1"; echo .)" != "$4
." ]; then leave "$1" 'the link leads elsewhere now'; return 0; fi
  elif [ -L "$1" ]; then leave "$1" 'it is a link now'; return 0; fi
  if [ -e "$2" ] || [ -L "$2" ]; then leave "$1" "the name $2 is taken"; return 0; fi
  mkdir -p -- "\${2%/*}" || { leave "$1" "the folder of $2 cannot be made"; return 0; }
  if [ "$#" -gt 3 ]; then
    ln -s -- "$5" "$2" || { leave "$1" 'the link cannot be made'; return 0; }
    rm -f -- "$1" || { leave "$1" 'the old link cannot be removed'; return 0; }
  else
    mv -n -- "$1" "$2" || { leave "$1" 'it cannot be moved'; return 0; }
    if [ -e "$1" ] || [ -L "$1" ]; then leave "$1" "the name $2 is taken"; return 0; fi
  fi
  [ "$3" = sidecar ] || went=yes
  moved=$((moved + 1))
}

relabel() { from=$1 to=$2; shift 2; place "./$from" "./$to" "$@"; }
delete() { from=$1; shift; place "./$from" "$trash/$from" "$@"; }
set_aside() { from=$1; shift; place "./$from" "$aside/$from" "$@"; }
restore() { from=$1 to=$2; shift 2; place "$kept/$from" "./$to" "$@"; }
make_folder() { mkdir -p -- "./$1" || leave "$1" 'the folder cannot be made'; }
remove_folder() { rmdir -- "./$1" 2>/dev/null || leave "$1" 'the folder is not empty'; }
`;
